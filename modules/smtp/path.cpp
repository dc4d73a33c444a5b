#include "smtp/path.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/lexical.hpp"
#include "mail/printable.hpp"

// The grammar of RFC 5321 §4.1.2, each rule a function of its name. Octets over 127 are taken where RFC 6531
// §3.3 takes UTF8-non-ascii; that they are UTF-8 is checked once, over the whole path.

namespace postern::smtp {
namespace {

bool is_non_ascii(char c) {
  return static_cast<unsigned char>(c) > 127;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = mail::utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// Quoted-string = DQUOTE *QcontentSMTP DQUOTE
std::optional<std::string> take_quoted_string(base::ScannerView& in) {
  if (!in.take('"')) return std::nullopt;
  std::string content;
  while (!in.at_end()) {
    char c = in.take();
    if (c == '"') return content;
    if (c == '\\' && !in.at_end()) c = in.take();
    if (base::is_control(c)) return std::nullopt;
    content += c;
  }
  return std::nullopt;
}

// Local-part = Dot-string / Quoted-string, and dots anywhere in the former.
std::optional<std::string> take_local_part(base::ScannerView& in) {
  if (in.peek() == '"') return take_quoted_string(in);
  const auto text = in.take_while([](char c) { return mail::is_atext(c) || c == '.'; });
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

bool is_label(std::string_view label) {
  return !label.empty() && label.front() != '-' && label.back() != '-';
}

// address-literal = "[" 1*dcontent "]", whatever kind of address it says it is.
std::optional<std::string> take_address_literal(base::ScannerView& in) {
  if (!in.take('[')) return std::nullopt;
  const auto content =
      in.take_while([](char c) { return base::is_graphic(c) && c != '[' && c != '\\' && c != ']'; });
  if (content.empty() || !in.take(']')) return std::nullopt;
  return '[' + std::string(content) + ']';
}

// Domain = sub-domain *("." sub-domain), or address-literal
std::optional<std::string> take_domain(base::ScannerView& in) {
  if (in.peek() == '[') return take_address_literal(in);
  const auto text = in.take_while(
      [](char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.' || is_non_ascii(c); });
  if (!std::ranges::all_of(base::split(text, '.'), is_label)) return std::nullopt;
  return std::string(text);
}

// A-d-l ":", to be dropped: A-d-l = At-domain *( "," At-domain ). False when what begins here is not one.
bool skip_source_route(base::ScannerView& in) {
  if (in.peek() != '@') return true;
  do {
    if (!in.take('@') || !take_domain(in)) return false;
  } while (in.take(','));
  return in.take(':');
}

// Mailbox = Local-part "@" Domain, or "Postmaster" (RFC 5321 §4.5.1)
std::optional<Path> take_mailbox(base::ScannerView& in, PathKind kind) {
  auto local = take_local_part(in);
  if (!local) return std::nullopt;
  if (!in.take('@')) {
    const bool is_postmaster = kind == PathKind::forward && base::iequals(*local, "postmaster");
    return is_postmaster ? std::optional(Path{.local = std::move(*local), .domain = {}}) : std::nullopt;
  }
  auto domain = take_domain(in);
  if (!domain) return std::nullopt;
  return Path{.local = std::move(*local), .domain = std::move(*domain)};
}

std::optional<Path> take_any_path(base::ScannerView& in, PathKind kind) {
  in.take_while(base::is_wsp);
  if (!in.take('<')) return take_mailbox(in, kind);
  if (kind == PathKind::reverse && in.take('>')) return Path{};
  if (!skip_source_route(in)) return std::nullopt;
  auto path = take_mailbox(in, kind);
  if (!in.take('>')) return std::nullopt;
  return path;
}

bool is_dot_string(std::string_view local) {
  return std::ranges::all_of(base::split(local, '.'), [](auto atom) {
    return !atom.empty() && std::ranges::all_of(atom, mail::is_atext);
  });
}

}  // namespace

base::Result<Path, PathError> take_path(base::ScannerView& in, PathKind kind) {
  const auto before = in.rest();
  auto path = take_any_path(in, kind);
  const auto consumed = before.substr(0, before.size() - in.rest().size());
  if (consumed.size() > max_path) return base::Unexpected{PathError{.too_long = true}};
  if (!path || !is_utf8(consumed)) return base::Unexpected{PathError{}};
  return std::move(*path);
}

std::string format_path(const Path& path) {
  return '<' + format_mailbox(path) + '>';
}

std::string format_mailbox(const Path& path) {
  if (path.is_null()) return {};
  auto out = is_dot_string(path.local) ? path.local : mail::format_quoted_string(path.local);
  if (!path.domain.empty()) out += '@' + path.domain;
  return out;
}

bool needs_smtputf8(const Path& path) {
  return std::ranges::any_of(path.local, is_non_ascii) || std::ranges::any_of(path.domain, is_non_ascii);
}

}  // namespace postern::smtp
