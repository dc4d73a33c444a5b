#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::mail {

/// One field of a message header: its octets exactly as received, folding and final CRLF included, and where
/// in them the name and the body are. The CRLF is missing when the message ended inside the header. Nothing
/// is ever decoded, unfolded or repaired here, so writing raw() again writes what came.
class HeaderField {
 public:
  static HeaderField raw(std::string octets);

  std::string_view raw() const { return raw_; }
  /// The text before the colon, without the blanks that the obsolete syntax allows there (RFC 5322 §4.5.8):
  /// `Authentication-Results : x` is a field of that name. Empty when malformed.
  std::string_view name() const { return std::string_view(raw_).substr(0, name_length_); }
  /// What follows the colon, still folded, without the final CRLF. Empty when malformed.
  std::string_view body() const;

  /// Has this name, without regard to case.
  bool is(std::string_view name) const;
  /// Has no name: no colon, begins with a blank, or holds something before the colon that RFC 5322 §2.2 does
  /// not allow there. Such a line is part of the header all the same, and is passed on.
  bool is_malformed() const { return name_length_ == 0; }

  bool operator==(const HeaderField&) const = default;

 private:
  HeaderField() = default;

  std::string raw_;
  std::size_t name_length_ = 0;
  std::size_t body_offset_ = 0;
};

/// `body` without the CRLF of its folds, that is each CRLF which a blank or tab follows (RFC 5322 §2.2.3).
std::string unfold(std::string_view body);

}  // namespace postern::mail
