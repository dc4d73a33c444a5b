#pragma once

#include <cstdint>
#include <string_view>

namespace postern::dkim {

/// How long the canonical body is under both canonicalizations (RFC 6376 §3.4.3, §3.4.4), counted in any
/// chunking. It tells whether l= covers all of a body, which an engine that stops hashing at l= cannot.
class BodyLength {
 public:
  void feed(std::string_view octets);

  std::uint64_t simple() const;
  std::uint64_t relaxed() const;

 private:
  void text(char c);
  void line_end();

  std::uint64_t simple_ = 0;       // up to the last octet of text, blanks being text
  std::uint64_t simple_ends_ = 0;  // line ends since; they count when text follows
  std::uint64_t relaxed_ = 0;      // the same, where only what is no blank is text
  std::uint64_t relaxed_ends_ = 0;
  bool after_blank_ = false;   // the last octet was a blank; it counts when text follows in its line
  bool after_return_ = false;  // the last octet was a CR, perhaps half a line end
};

}  // namespace postern::dkim
