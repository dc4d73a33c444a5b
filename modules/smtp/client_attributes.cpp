#include "smtp/client_attributes.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "mail/printable.hpp"
#include "smtp/replies.hpp"
#include "smtp/xtext.hpp"

namespace postern::smtp {
namespace {

constexpr std::size_t max_value = 255;  // XFORWARD_README, XCLIENT_README
constexpr std::size_t max_line = max_reply_line - std::string_view("\r\n").size();  // RFC 5321 §4.5.3.1.4
constexpr std::string_view unavailable = "[UNAVAILABLE]";
constexpr std::string_view ipv6_prefix = "IPV6:";

std::vector<std::string_view> words(std::string_view text) {
  auto pieces = base::split(text, ' ');
  std::erase(pieces, "");
  return pieces;
}

// As long as a value may be, cut between characters.
std::string encode_value(std::string_view text) {
  const auto value = mail::printable(text);
  auto length = std::min(value.size(), max_value);
  auto encoded = encode_xtext(mail::shortened(value, length));
  while (encoded.size() > max_value) encoded = encode_xtext(mail::shortened(value, --length));
  return encoded;
}

}  // namespace

base::Result<std::vector<AttributePairView>, Reply> split_attributes(std::string_view argument) {
  std::vector<AttributePairView> pairs;
  for (const auto word : words(argument)) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    if (equals == word.npos) return base::Unexpected{replies::bad_argument("Attributes are NAME=value")};
    const auto value = word.substr(equals + 1);
    if (value.size() > max_value) return base::Unexpected{replies::bad_argument("Attribute too long")};
    pairs.push_back({name, value});
  }
  if (pairs.empty()) return base::Unexpected{replies::bad_argument("Attributes required")};
  return pairs;
}

AttributeText decode_attribute(std::string_view value) {
  if (value.empty() || base::iequals(value, unavailable) || base::iequals(value, "[TEMPUNAVAIL]")) {
    return std::nullopt;
  }
  // Postfix before 2.3 did not encode: what is not xtext is taken as it is.
  return mail::printable(decode_xtext(value).value_or(std::string(value)));
}

std::string format_attribute(std::string_view name, const AttributeText& value) {
  const auto encoded = encode_value(value.value_or(""));
  return std::string(name) + '=' + (encoded.empty() ? std::string(unavailable) : encoded);
}

bool is_attribute_offered(std::string_view name, std::string_view offered_attributes) {
  return std::ranges::any_of(words(offered_attributes), [&](auto word) { return base::iequals(word, name); });
}

std::vector<std::string> pack_attributes(std::string_view verb, const std::vector<std::string>& pairs) {
  std::vector<std::string> commands;
  for (const auto& pair : pairs) {
    if (commands.empty() || commands.back().size() + 1 + pair.size() > max_line) commands.emplace_back(verb);
    commands.back() += ' ' + pair;
  }
  return commands;
}

Reply unknown_attribute() {
  return replies::bad_argument("Unknown attribute");
}

Reply bad_attribute(std::string_view name) {
  return replies::bad_argument("Bad value of attribute " + std::string(name));
}

bool read_address(const AttributeText& value, std::optional<base::IpAddress>& to) {
  to.reset();
  if (!value) return true;
  std::string_view text = *value;
  if (base::istarts_with(text, ipv6_prefix)) text.remove_prefix(ipv6_prefix.size());
  to = base::IpAddress::parse(text);
  return to.has_value();
}

AttributeText write_address(const std::optional<base::IpAddress>& address) {
  if (!address) return std::nullopt;
  return (address->is_v6() ? std::string(ipv6_prefix) : "") + base::format(*address);
}

bool read_port(const AttributeText& value, std::optional<std::uint16_t>& to) {
  to.reset();
  if (!value) return true;
  const auto number = base::parse_decimal(*value);
  if (!number || *number > std::numeric_limits<std::uint16_t>::max()) return false;
  to = static_cast<std::uint16_t>(*number);
  return true;
}

AttributeText write_port(const std::optional<std::uint16_t>& port) {
  if (!port) return std::nullopt;
  return std::to_string(*port);
}

}  // namespace postern::smtp
