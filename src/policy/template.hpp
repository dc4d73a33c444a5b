#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace postern {

/// What placeholders stand for: printable ASCII.
using TemplateValues = std::map<std::string, std::string, std::less<>>;

/// One line of text in which `{author-domain}` and the like stand for what a message has.
class Template {
 public:
  /// The empty one, which says nothing.
  Template() = default;
  /// What is wrong is a sentence without its full stop: an unknown placeholder, or what is not printable
  /// ASCII.
  static base::Result<Template, std::string> parse(std::string_view text);

  bool empty() const { return pieces_.empty(); }
  bool names(std::string_view placeholder) const;
  std::string fill(const TemplateValues& values) const;

 private:
  struct Piece {
    std::string text;
    bool is_placeholder = false;
  };
  std::vector<Piece> pieces_;
};

/// A template is at most this long: with what its placeholders stand for it must go into a field of a
/// thousand octets or a few lines of a reply.
inline constexpr std::size_t max_template_octets = 400;

/// Text from a message as it may stand in a reply or a field: printable ASCII, everything else a `?`, and at
/// most `max_template_value`.
std::string printable_ascii(std::string_view text);
inline constexpr std::size_t max_template_value = 255;  // the longest domain (RFC 5321 §4.5.3.1.2)

/// What a template may come to, however often it names what is long: a reason, of which a field and a line of
/// the log are made, and a reply.
inline constexpr std::size_t max_reason_octets = 400;
inline constexpr std::size_t max_reply_octets = 1000;

/// A domain the same way, with A-labels; "unknown" when it is empty.
std::string printable_domain(std::string_view domain);

}  // namespace postern
