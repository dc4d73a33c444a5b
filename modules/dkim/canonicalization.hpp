#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::dkim {

/// The two of RFC 6376 §3.4; a signature chooses one for the header and one for the body.
enum class Canonicalization : std::uint8_t { simple, relaxed };

/// Adds the canonical form of a header field (§3.4.1, §3.4.2) to `out`, with its final CRLF.
///
/// `raw_field` is the field as received, folds included, with or without its final CRLF; it has a colon. A CR
/// or LF that is no part of a fold is an octet like any other, so that none can be added unnoticed.
void append_canonical(std::string& out, std::string_view raw_field, Canonicalization how);

/// The body of a message in canonical form (§3.4.3, §3.4.4), whatever the chunks it comes in:
///
///     canonicalizer.feed(chunk);     // looks into chunk until next() is empty
///     while (true) { auto run = canonicalizer.next(); if (run.empty()) break; ... }
///     canonicalizer.finish();        // the body is complete; then next() until it is empty once more
///
/// Nothing is copied and nothing grows: runs are views into the chunk or of constants. What may turn out to
/// be trailing space is held as a count. Only CRLF ends a line.
class BodyCanonicalizerView {
 public:
  explicit BodyCanonicalizerView(Canonicalization how) : how_(how) {}

  /// Must only be called at first, and when next() was empty.
  void feed(std::string_view chunk) { chunk_ = chunk; }
  void finish();
  /// The next octets of the canonical body; empty when there are none until more is fed.
  [[nodiscard]] std::string_view next();

 private:
  std::string_view release();
  std::string_view take_text();
  bool take_held();
  bool take_after_return();
  std::size_t simple_run() const;
  std::size_t relaxed_run() const;

  Canonicalization how_;
  std::string_view chunk_;
  // Octets that count only when text follows. They stand in this order.
  std::uint64_t line_ends_ = 0;
  bool blank_ = false;      // white space within a line, under relaxed
  bool return_ = false;     // a CR, perhaps half a line end
  bool ending_ = false;     // the line end of the last line
  bool releasing_ = false;  // text or the end follows: the above goes out
  bool has_text_ = false;
};

}  // namespace postern::dkim
