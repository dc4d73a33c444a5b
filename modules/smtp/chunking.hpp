#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "smtp/stray_octets.hpp"

/// A message sent with BDAT (RFC 3030 §2): in chunks whose sizes are said before, without transparency.
namespace postern::smtp {

/// The argument of BDAT: `size` octets of a message follow the command, the last ones or not.
struct Chunk {
  std::uint64_t size = 0;
  bool last = false;
  bool operator==(const Chunk&) const = default;
};

/// Reads "1000" or "1000 LAST", LAST in any case. Nothing when it is neither, or the size is over 64 bits.
std::optional<Chunk> parse_chunk(std::string_view argument);

/// The command line without CRLF: "BDAT 1000 LAST". After its CRLF go exactly so many octets, as they are.
std::string format_bdat(const Chunk& chunk);

/// Counts off the octets of a message's chunks, in any chunking of the connection.
///
///     decoder.begin(command.chunk.size);
///     decoder.feed(octets);              // until next() says NeedMore or End, it looks into them
///     for (;;) { auto event = decoder.next(); ... }
///
/// One decoder for the whole message: a CRLF may be cut between two chunks. Whoever only has to get rid of a
/// refused command's octets takes another one. There are no limits here: whoever feeds the decoder counts.
class ChunkDecoder {
 public:
  /// Everything fed has been looked at, and the chunk is not complete.
  struct NeedMore {};
  /// A part of the message, never empty. Valid until the next feed.
  struct OctetsView {
    std::string_view octets;
  };
  /// The chunk is complete; the same again until the next begin().
  struct End {};
  using Event = std::variant<NeedMore, OctetsView, End>;

  /// A chunk of `size` octets follows. Must only be called at first and after End; what was rest() then, with
  /// the command of this chunk in it, was the caller's and is forgotten.
  void begin(std::uint64_t size);
  /// Must only be called when there is nothing left of the octets fed before.
  void feed(std::string_view octets);
  [[nodiscard]] Event next();
  /// The chunk that ended was the last: a CR at the message's end was a bare one.
  void finish() { stray_.finish(); }

  /// After End: what came after the chunk, the client's next commands.
  std::string_view rest() const { return octets_; }
  /// What the octets given out so far hold that no message of lines may. Exact after finish(); before, a CR
  /// at their end is not judged yet. Of a message with BODY=BINARYMIME (RFC 3030 §3) it says that DATA cannot
  /// carry it.
  const StrayOctets& stray() const { return stray_.found(); }

 private:
  std::uint64_t left_ = 0;
  StrayOctetsFinder stray_;
  std::string_view octets_;
};

}  // namespace postern::smtp
