#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "base/ip_address.hpp"
#include "base/result.hpp"
#include "smtp/reply.hpp"

// What XFORWARD and XCLIENT have in common: NAME=value pairs about a client, in xtext, of which one that is
// not known says so. A table for each says how an attribute is read into its structure and how it is written.

namespace postern::smtp {

using AttributeText = std::optional<std::string>;

/// One attribute of Client (Xforward or Xclient). `read` sets it from a decoded value, or makes it unknown,
/// and says whether the value will do; `write` gives the value when it is known.
template <class Client>
struct ClientAttribute {
  std::string_view name;
  bool (*read)(const AttributeText&, Client&);
  AttributeText (*write)(const Client&);
};

/// A pair as it was sent, its value not decoded.
struct AttributePairView {
  std::string_view name;
  std::string_view value;
};

/// The pairs of a command's argument. The error is the reply to say: 501 when there are none, or one is not a
/// pair or longer than an attribute may be.
base::Result<std::vector<AttributePairView>, Reply> split_attributes(std::string_view argument);
/// The value as it is to be read: of xtext, or of plain text as old proxies send it, with `?` for what may
/// not stand in a log or a field. Nothing for a value that says it is not known.
AttributeText decode_attribute(std::string_view value);
/// "NAME=value", as long as it may be; [UNAVAILABLE] when it is not known.
std::string format_attribute(std::string_view name, const AttributeText& value);
/// Whether `name` is among the words of an EHLO line.
bool is_attribute_offered(std::string_view name, std::string_view offered_attributes);
/// The pairs behind `verb`, in as many commands as RFC 5321's 512 octets ask for.
std::vector<std::string> pack_attributes(std::string_view verb, const std::vector<std::string>& pairs);

Reply unknown_attribute();
Reply bad_attribute(std::string_view name);

bool read_address(const AttributeText& value, std::optional<base::IpAddress>& to);
AttributeText write_address(const std::optional<base::IpAddress>& address);
bool read_port(const AttributeText& value, std::optional<std::uint16_t>& to);
AttributeText write_port(const std::optional<std::uint16_t>& port);

template <class Client, AttributeText Client::* Member>
constexpr ClientAttribute<Client> text_attribute(std::string_view name) {
  return {name, [](const AttributeText& value, Client& to) { return to.*Member = value, true; },
          [](const Client& from) { return from.*Member; }};
}

template <class Client, std::optional<base::IpAddress> Client::* Member>
constexpr ClientAttribute<Client> address_attribute(std::string_view name) {
  return {name, [](const AttributeText& value, Client& to) { return read_address(value, to.*Member); },
          [](const Client& from) { return write_address(from.*Member); }};
}

template <class Client, std::optional<std::uint16_t> Client::* Member>
constexpr ClientAttribute<Client> port_attribute(std::string_view name) {
  return {name, [](const AttributeText& value, Client& to) { return read_port(value, to.*Member); },
          [](const Client& from) { return write_port(from.*Member); }};
}

template <class Client>
std::optional<Reply> read_attribute(const AttributePairView& pair,
                                    std::span<const ClientAttribute<Client>> attributes, Client& to) {
  for (const auto& attribute : attributes) {
    if (!base::iequals(attribute.name, pair.name)) continue;
    if (attribute.read(decode_attribute(pair.value), to)) return std::nullopt;
    return bad_attribute(attribute.name);
  }
  return unknown_attribute();
}

/// `known` with the attributes that `argument` names.
template <class Client>
base::Result<Client, Reply> parse_client(std::string_view argument,
                                         std::span<const ClientAttribute<Client>> attributes, Client known) {
  const auto pairs = split_attributes(argument);
  if (!pairs) return base::Unexpected{pairs.error()};
  for (const auto& pair : *pairs) {
    if (auto refusal = read_attribute(pair, attributes, known)) return base::Unexpected{std::move(*refusal)};
  }
  return known;
}

/// The commands that tell `client` to a server that takes `offered_attributes`.
template <class Client>
std::vector<std::string> format_client(std::string_view verb, const Client& client,
                                       std::span<const ClientAttribute<Client>> attributes,
                                       std::string_view offered_attributes) {
  std::vector<std::string> pairs;
  for (const auto& attribute : attributes) {
    if (!is_attribute_offered(attribute.name, offered_attributes)) continue;
    pairs.push_back(format_attribute(attribute.name, attribute.write(client)));
  }
  return pack_attributes(verb, pairs);
}

}  // namespace postern::smtp
