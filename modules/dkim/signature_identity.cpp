#include "dkim/signature_identity.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "mail/idna.hpp"

namespace postern::dkim {
namespace {

// Nothing when an "=" is not followed by two hexadecimal digits.
std::optional<std::string> decode_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '=') {
      out += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return std::nullopt;
    const auto high = base::hex_value(text[at + 1]);
    const auto low = base::hex_value(text[at + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high << 4 | *low);
    at += 2;
  }
  return out;
}

}  // namespace

std::string reported_domain(std::string_view domain) {
  const bool is_ascii =
      std::ranges::all_of(domain, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return is_ascii ? std::string(domain) : mail::to_ascii(domain).value_or(std::string(domain));
}

std::string reported_identity(std::string_view identity) {
  const auto at = identity.rfind('@');
  if (at == identity.npos) return std::string(identity);
  return std::string(identity.substr(0, at + 1)) + reported_domain(identity.substr(at + 1));
}

std::optional<dns::Name> name_of(std::string_view domain) {
  const auto ascii = mail::to_ascii(domain);
  return ascii ? dns::Name::parse(*ascii) : std::nullopt;
}

std::optional<dns::Name> domain_of_identity(std::string_view identity) {
  const auto text = decode_quoted_printable(identity);
  if (!text) return std::nullopt;
  const auto at = text->rfind('@');
  return at == text->npos ? std::nullopt : name_of(std::string_view(*text).substr(at + 1));
}

}  // namespace postern::dkim
