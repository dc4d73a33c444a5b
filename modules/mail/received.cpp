#include "mail/received.hpp"

#include <algorithm>
#include <string_view>

#include "base/ascii.hpp"
#include "mail/date.hpp"
#include "mail/printable.hpp"

namespace postern::mail {

namespace {

constexpr std::string_view fold = "\r\n    ";

// RFC 5321 §4.5.3.1.2: the longest domain.
constexpr std::size_t max_domain_octets = 255;

// The characters of a Domain or address-literal, and the underscore that many hosts have in their names.
bool is_domain_character(char c) {
  constexpr std::string_view marks = "-._:[]";
  return base::is_alnum(c) || marks.find(c) != marks.npos;
}

std::string harmless_domain(std::string_view text) {
  if (text.empty()) return "unknown";
  std::string domain(text.substr(0, max_domain_octets));
  std::ranges::replace_if(domain, [](char c) { return !is_domain_character(c); }, '?');
  return domain;
}

// RFC 5321 §4.1.3.
std::string address_literal(const base::IpAddress& address) {
  return (address.is_v6() ? "[IPv6:" : "[") + base::format(address) + ']';
}

std::string tcp_info(const ReceivedTrace& trace) {
  if (!trace.client_address) return {};
  const std::string name = trace.client_name.empty() ? "" : harmless_domain(trace.client_name) + ' ';
  return " (" + name + address_literal(*trace.client_address) + ')';
}

}  // namespace

std::string format_received(const ReceivedTrace& trace) {
  std::string text = "Received: from " + harmless_domain(trace.helo) + tcp_info(trace);
  text += fold;
  text += "by " + trace.hostname + " with " + trace.protocol;
  if (!trace.tls.empty()) text += " (" + trace.tls + ')';
  text += " id " + trace.id;
  if (!trace.recipient.empty()) {
    text += fold;
    text += "for <" + printable(trace.recipient) + '>';
  }
  text += "; " + format_date(trace.time) + "\r\n";
  return text;
}

}  // namespace postern::mail
