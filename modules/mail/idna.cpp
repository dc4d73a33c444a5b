#include "mail/idna.hpp"

#include <idn2.h>

#include <algorithm>
#include <cstdint>

#include "base/ascii.hpp"
#include "base/handle.hpp"
#include "mail/printable.hpp"

// libidn2 knows the tables; what it is given and what it returns is checked here. It wants a C string, so a
// NUL must not reach it. It costs more than linear time, so the length is bounded first. And UTS 46 maps
// characters that look like ASCII to it ("＠", "／", "℀"): whatever a name turns into is held to the
// characters of host names.

namespace postern::mail {
namespace {

constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_utf8_name = 4 * longest_name;

constexpr int mapping = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 128;
}

bool is_host_char(char c) {
  return base::is_alnum(c) || c == '-' || c == '_' || c == '.';
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// RFC 1035 §2.3.4
bool has_lengths_of_a_name(std::string_view domain) {
  if (domain.size() > longest_name) return false;
  return std::ranges::all_of(base::split(domain, '.'), [](std::string_view label) {
    return !label.empty() && label.size() <= longest_label;
  });
}

std::optional<std::string> map_to_ascii(const std::string& domain) {
  char* mapped = nullptr;
  if (idn2_to_ascii_8z(domain.c_str(), &mapped, mapping) != IDN2_OK) return std::nullopt;
  const base::Handle<char, idn2_free> owner(mapped);
  return mapped;
}

std::optional<std::string> map_to_unicode(const std::string& domain) {
  char* mapped = nullptr;
  if (idn2_to_unicode_8z8z(domain.c_str(), &mapped, mapping) != IDN2_OK) return std::nullopt;
  const base::Handle<char, idn2_free> owner(mapped);
  return mapped;
}

std::string_view without_final_dot(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  return domain;
}

}  // namespace

std::optional<std::string> to_ascii(std::string_view domain) {
  if (domain.size() > longest_utf8_name) return std::nullopt;
  if (std::ranges::all_of(domain, base::is_graphic)) {
    const auto name = without_final_dot(domain);
    if (!has_lengths_of_a_name(name)) return std::nullopt;
    return base::to_lower(name);
  }
  const auto may_stand = [](char c) { return base::is_graphic(c) || !is_ascii(c); };
  if (!std::ranges::all_of(domain, may_stand) || !is_utf8(domain)) return std::nullopt;
  const auto mapped = map_to_ascii(std::string(domain));
  if (!mapped) return std::nullopt;
  const auto name = without_final_dot(*mapped);
  if (!std::ranges::all_of(name, is_host_char) || !has_lengths_of_a_name(name)) return std::nullopt;
  return base::to_lower(name);
}

std::string to_unicode(std::string_view domain) {
  std::string unchanged(domain);
  const auto ascii = to_ascii(domain);
  if (!ascii || ascii->find("xn--") == ascii->npos) return unchanged;
  const auto name = map_to_unicode(*ascii);
  // libidn2 decodes labels that it would not make: those are not shown.
  if (!name || to_ascii(*name) != ascii) return unchanged;
  return *name;
}

bool same_domain(std::string_view a, std::string_view b) {
  if (base::iequals(a, b)) return true;
  const auto left = to_ascii(a);
  return left && left == to_ascii(b);
}

}  // namespace postern::mail
