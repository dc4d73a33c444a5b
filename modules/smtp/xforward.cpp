#include "smtp/xforward.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include "base/ascii.hpp"
#include "mail/printable.hpp"
#include "smtp/replies.hpp"
#include "smtp/xtext.hpp"

// One table says, for each attribute, how its value is read and how it is written.

namespace postern::smtp {
namespace {

using Text = std::optional<std::string>;

constexpr std::size_t max_value = 255;                                              // Postfix XFORWARD_README
constexpr std::size_t max_line = max_reply_line - std::string_view("\r\n").size();  // RFC 5321 §4.5.3.1.4
constexpr std::string_view unavailable = "[UNAVAILABLE]";
constexpr std::string_view ipv6_prefix = "IPV6:";

/// An attribute. `read` sets it from a decoded value, or clears it, and says whether the value will do;
/// `write` gives the value when it is known.
struct Attribute {
  std::string_view name;
  bool (*read)(const Text&, Xforward&);
  Text (*write)(const Xforward&);
};

template <Text Xforward::* Member>
bool read_text(const Text& value, Xforward& to) {
  to.*Member = value;
  return true;
}

template <Text Xforward::* Member>
Text write_text(const Xforward& from) {
  return from.*Member;
}

bool read_addr(const Text& value, Xforward& to) {
  to.addr.reset();
  if (!value) return true;
  std::string_view text = *value;
  if (base::istarts_with(text, ipv6_prefix)) text.remove_prefix(ipv6_prefix.size());
  to.addr = base::IpAddress::parse(text);
  return to.addr.has_value();
}

Text write_addr(const Xforward& from) {
  if (!from.addr) return std::nullopt;
  return (from.addr->is_v6() ? std::string(ipv6_prefix) : "") + base::format(*from.addr);
}

bool read_port(const Text& value, Xforward& to) {
  to.port.reset();
  if (!value) return true;
  const auto number = base::parse_decimal(*value);
  if (!number || *number > std::numeric_limits<std::uint16_t>::max()) return false;
  to.port = static_cast<std::uint16_t>(*number);
  return true;
}

Text write_port(const Xforward& from) {
  if (!from.port) return std::nullopt;
  return std::to_string(*from.port);
}

bool read_source(const Text& value, Xforward& to) {
  to.source.reset();
  if (!value) return true;
  if (base::iequals(*value, "LOCAL")) to.source = Xforward::Source::local;
  if (base::iequals(*value, "REMOTE")) to.source = Xforward::Source::remote;
  return to.source.has_value();
}

Text write_source(const Xforward& from) {
  if (!from.source) return std::nullopt;
  return *from.source == Xforward::Source::local ? "LOCAL" : "REMOTE";
}

constexpr std::array attributes{
    Attribute{"NAME", read_text<&Xforward::name>, write_text<&Xforward::name>},
    Attribute{"ADDR", read_addr, write_addr},
    Attribute{"PORT", read_port, write_port},
    Attribute{"PROTO", read_text<&Xforward::proto>, write_text<&Xforward::proto>},
    Attribute{"HELO", read_text<&Xforward::helo>, write_text<&Xforward::helo>},
    Attribute{"IDENT", read_text<&Xforward::ident>, write_text<&Xforward::ident>},
    Attribute{"SOURCE", read_source, write_source},
};

std::vector<std::string_view> words(std::string_view text) {
  auto pieces = base::split(text, ' ');
  std::erase(pieces, "");
  return pieces;
}

// The value as it is to be read; nothing for one that says it is not known.
Text decode_value(std::string_view value) {
  if (value.empty() || base::iequals(value, unavailable) || base::iequals(value, "[TEMPUNAVAIL]"))
    return std::nullopt;
  // Postfix before 2.3 did not encode: what is not xtext is taken as it is.
  return mail::printable(decode_xtext(value).value_or(std::string(value)));
}

// NAME "=" value
std::optional<Reply> parse_attribute(std::string_view word, Xforward& to) {
  const auto equals = word.find('=');
  const auto name = word.substr(0, equals);
  const auto attribute =
      std::ranges::find_if(attributes, [&](const Attribute& each) { return base::iequals(each.name, name); });
  if (attribute == attributes.end()) return replies::bad_argument("Unknown XFORWARD attribute");
  const auto value = equals == word.npos ? std::string_view{} : word.substr(equals + 1);
  if (equals == word.npos || value.size() > max_value || !attribute->read(decode_value(value), to)) {
    return replies::bad_argument("Bad value of XFORWARD attribute " + std::string(attribute->name));
  }
  return std::nullopt;
}

// As long as a value may be, cut between characters.
std::string encode_value(std::string_view text) {
  const auto value = mail::printable(text);
  auto length = std::min(value.size(), max_value);
  auto encoded = encode_xtext(mail::shortened(value, length));
  while (encoded.size() > max_value) encoded = encode_xtext(mail::shortened(value, --length));
  return encoded;
}

bool is_offered(std::string_view name, std::string_view offered_attributes) {
  return std::ranges::any_of(words(offered_attributes), [&](auto word) { return base::iequals(word, name); });
}

}  // namespace

base::Result<Xforward, Reply> parse_xforward(std::string_view argument, Xforward known) {
  const auto pairs = words(argument);
  if (pairs.empty()) return base::Unexpected{replies::bad_argument("XFORWARD needs attributes")};
  for (const auto pair : pairs) {
    if (auto refusal = parse_attribute(pair, known)) return base::Unexpected{std::move(*refusal)};
  }
  return known;
}

std::vector<std::string> format_xforward(const Xforward& client, std::string_view offered_attributes) {
  std::vector<std::string> commands;
  for (const auto& attribute : attributes) {
    if (!is_offered(attribute.name, offered_attributes)) continue;
    const auto value = encode_value(attribute.write(client).value_or(""));
    auto pair = ' ' + std::string(attribute.name) + '=' + (value.empty() ? std::string(unavailable) : value);
    if (commands.empty() || commands.back().size() + pair.size() > max_line)
      commands.emplace_back("XFORWARD");
    commands.back() += pair;
  }
  return commands;
}

}  // namespace postern::smtp
