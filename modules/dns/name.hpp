#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::dns {

/// A domain name that can be asked for: labels of 1 to 63 octets, 253 octets of text in all (RFC 1035
/// §2.3.4), lower case (names compare without regard to ASCII case, RFC 4343), without the final dot. Labels
/// may hold any octet but a dot: whether a name is a host name is for those who use it to say. The root is
/// the empty name.
class Name {
 public:
  Name() = default;
  /// Nothing when a label is empty or too long, or the whole is. One final dot is allowed and dropped.
  static std::optional<Name> parse(std::string_view text);

  const std::string& text() const { return text_; }
  bool is_root() const { return text_.empty(); }
  /// Views into this name, left to right.
  std::vector<std::string_view> labels() const;
  std::size_t label_count() const;
  /// This name without its leftmost label; the root's parent is the root.
  Name parent() const;
  /// `label.this`, or nothing when that is too long. `label` may itself hold dots: `_dmarc`, `s1._domainkey`.
  std::optional<Name> child(std::string_view label) const;
  /// Equal to `ancestor` or below it.
  bool is_within(const Name& ancestor) const;

  auto operator<=>(const Name&) const = default;

 private:
  std::string text_;
};

}  // namespace postern::dns

template <>
struct std::hash<postern::dns::Name> {
  std::size_t operator()(const postern::dns::Name& name) const noexcept {
    return std::hash<std::string>{}(name.text());
  }
};
