#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "smtp/stray_octets.hpp"

namespace postern::smtp {

/// Undoes the transparency of DATA (RFC 5321 §4.5.2) and finds the end of the message, in any chunking.
///
///     decoder.feed(chunk);       // until next() says NeedMore or End, the decoder looks into chunk
///     for (;;) { auto event = decoder.next(); ... }
///
/// The end is CRLF "." CRLF, or "." CRLF at the very beginning, and nothing else: LF or CR alone never begin
/// or end a line. The first of the two CRLFs belongs to the message. There are no limits here: whoever feeds
/// the decoder counts the octets that come out.
class DotDecoder {
 public:
  /// Everything fed has been looked at, and all of it is out.
  struct NeedMore {};
  /// A part of the message, never empty. Valid until the next feed. How the message is cut into parts depends
  /// on the chunks.
  struct OctetsView {
    std::string_view octets;
  };
  /// The message is complete; the same again from every further call.
  struct End {};
  using Event = std::variant<NeedMore, OctetsView, End>;

  /// Must only be called when there is nothing left of the last chunk, that is at first and after NeedMore.
  void feed(std::string_view chunk);
  [[nodiscard]] Event next();

  /// After End: what of the chunk came after it, the next commands of a client that pipelines.
  std::string_view rest() const { return chunk_; }
  /// What the octets given out so far hold that no message may. Exact, but for a CR at their end, which is
  /// only judged when the next octet is known; at End nothing is open.
  const StrayOctets& stray() const { return stray_.found(); }

 private:
  enum class State : std::uint8_t { line_start, dot, dot_cr, text, text_cr, end };

  Event take_text();

  State state_ = State::line_start;
  StrayOctetsFinder stray_;
  std::string_view chunk_;
};

/// Makes a message fit for DATA: doubles each dot that begins a line, in any chunking. Lines end with CRLF
/// only, as in DotDecoder.
class DotEncoder {
 public:
  /// Appends the encoded octets to `out`.
  void encode(std::string_view octets, std::string& out);
  /// Appends the end of data: CRLF if the message did not end with one, "." and CRLF.
  void finish(std::string& out);

 private:
  enum class State : std::uint8_t { line_start, text, text_cr };
  State state_ = State::line_start;
};

}  // namespace postern::smtp
