#include "spf/macro.hpp"

#include <algorithm>
#include <ranges>

#include "base/ascii.hpp"

// A macro's value is split at its delimiters, perhaps reversed, cut to its right-hand parts, joined with dots
// and perhaps URL-escaped (RFC 7208 §7.3). A macro-string of a hostile domain can ask for that thousands of
// times, so neither expansion does more than it needs: a domain is built from the right until nothing further
// left can count, and an explanation that has grown too long is given up.

namespace postern::spf {
namespace {

constexpr std::size_t longest_domain = 253;

/// %{i}: dotted decimal, or 32 nibbles with dots between them; in lower case, as in the examples of §7.4.
std::string dotted(const base::IpAddress& address) {
  if (address.is_v4()) return format(address);
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const auto octet : address.octets()) {
    if (!text.empty()) text += '.';
    text += {digits[octet >> 4], '.', digits[octet & 15]};
  }
  return text;
}

std::string seconds(std::chrono::system_clock::time_point when) {
  const auto since_epoch = std::chrono::floor<std::chrono::seconds>(when.time_since_epoch());
  return std::to_string(since_epoch.count());
}

std::string value_of(char letter, const MacroValues& values) {
  switch (letter) {
    case '_':
      return " ";
    case '-':
      return "%20";
    case 's':
      return values.sender;
    case 'l':
      return std::string(local_part(values.sender));
    case 'o':
      return std::string(domain_part(values.sender));
    case 'd':
      return values.domain;
    case 'i':
      return dotted(values.client);
    case 'p':
      return values.client_name;
    case 'v':
      return values.client.is_v4() ? "in-addr" : "ip6";
    case 'h':
      return values.helo;
    case 'c':
      return format(values.client);
    case 'r':
      return values.receiver;
    case 't':
      return seconds(values.now);
  }
  return "%";
}

std::vector<std::string_view> split_at(std::string_view value, std::string_view delimiters) {
  std::vector<std::string_view> parts;
  for (auto end = value.find_first_of(delimiters); end != value.npos; end = value.find_first_of(delimiters)) {
    parts.push_back(value.substr(0, end));
    value.remove_prefix(end + 1);
  }
  parts.push_back(value);
  return parts;
}

std::string transform(const Macro& macro, const std::string& value) {
  auto parts = split_at(value, macro.delimiters.empty() ? "." : macro.delimiters);
  if (macro.is_reversed) std::ranges::reverse(parts);
  const auto kept = macro.parts == 0 ? parts.size() : std::min(macro.parts, parts.size());
  std::string text;
  for (const auto part : parts | std::views::drop(parts.size() - kept)) text.append(part).append(".");
  text.pop_back();
  return text;
}

std::string url_escape(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    // unreserved of RFC 3986 §2.3
    if (base::is_alnum(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      escaped += c;
    } else {
      escaped += {'%', digits[octet >> 4], digits[octet & 15]};
    }
  }
  return escaped;
}

std::string expand(const std::variant<std::string, Macro>& piece, const MacroValues& values) {
  if (const auto* literal = std::get_if<std::string>(&piece)) return *literal;
  const auto& macro = std::get<Macro>(piece);
  const auto value = value_of(macro.letter, values);
  if (!base::is_alpha(macro.letter)) return value;
  const auto transformed = transform(macro, value);
  return macro.is_escaped ? url_escape(transformed) : transformed;
}

/// §7.3: labels and their dots go from the left until 253 octets are left.
std::string truncated(std::string domain) {
  if (domain.size() <= longest_domain) return domain;
  const auto dot = domain.find('.', domain.size() - longest_domain - 1);
  return dot == domain.npos ? std::string() : domain.substr(dot + 1);
}

}  // namespace

std::string_view local_part(std::string_view sender) {
  return sender.substr(0, sender.rfind('@'));
}

std::string_view domain_part(std::string_view sender) {
  const auto at = sender.rfind('@');
  return at == sender.npos ? std::string_view() : sender.substr(at + 1);
}

std::string expand_domain(const MacroString& spec, const MacroValues& values) {
  constexpr std::size_t all_that_counts = longest_domain + 2;  // the dot before it, and the final dot
  std::string domain;
  for (const auto& piece : spec.pieces | std::views::reverse) {
    domain.insert(0, expand(piece, values));
    if (domain.size() >= all_that_counts) break;
  }
  if (domain.ends_with('.')) domain.pop_back();
  return truncated(std::move(domain));
}

std::optional<std::string> expand_explanation(const MacroString& text, const MacroValues& values) {
  std::string explanation;
  for (const auto& piece : text.pieces) {
    explanation += expand(piece, values);
    if (explanation.size() > longest_explanation) return std::nullopt;
  }
  const auto is_printable = [](char c) { return base::is_graphic(c) || c == ' '; };
  if (!std::ranges::all_of(explanation, is_printable)) return std::nullopt;
  return explanation;
}

}  // namespace postern::spf
