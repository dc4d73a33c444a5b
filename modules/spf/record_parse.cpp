#include "spf/record.hpp"

#include <cassert>
#include <utility>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "spf/quoted.hpp"

// A record is a version and terms with blanks between. A term is a modifier when a name and "=" begin it (RFC
// 7208 §4.6.1), otherwise a directive. What follows a mechanism's name is read from both ends: a cidr-length
// off the right (no domain-spec can end in "/24"), then a colon and a domain-spec, which may hold slashes and
// colons itself.

namespace postern::spf {
namespace {

using base::ScannerView;
using base::Unexpected;

template <class T>
using Parsed = base::Result<T, SyntaxError>;

constexpr std::string_view version = "v=spf1";

constexpr bool is_name_char(char c) {
  return base::is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/// A number without leading zeros, at most `longest`.
std::optional<int> parse_prefix(std::string_view digits, int longest) {
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  const auto prefix = base::parse_decimal(digits);
  if (!prefix || *prefix > static_cast<unsigned>(longest)) return std::nullopt;
  return static_cast<int>(*prefix);
}

/// Takes `slashes` and digits off the end of `text`: the digits, or nothing when it does not end so.
std::optional<std::string_view> take_suffix(std::string_view& text, std::string_view slashes) {
  const auto last = text.find_last_not_of("0123456789");
  if (last == text.npos || last + 1 == text.size()) return std::nullopt;
  const auto digits = text.substr(last + 1);
  const auto before = text.substr(0, last + 1);
  if (!before.ends_with(slashes)) return std::nullopt;
  text = before.substr(0, before.size() - slashes.size());
  return digits;
}

/// Takes dual-cidr-length off the end of `text`.
Parsed<Prefixes> take_prefixes(std::string_view& text) {
  Prefixes prefixes;
  if (const auto digits = take_suffix(text, "//")) {
    const auto prefix = parse_prefix(*digits, 128);
    if (!prefix) return Unexpected{SyntaxError{"an IPv6 prefix length is not 0 to 128"}};
    prefixes.v6 = *prefix;
  }
  if (const auto digits = take_suffix(text, "/")) {
    const auto prefix = parse_prefix(*digits, 32);
    if (!prefix) return Unexpected{SyntaxError{"an IPv4 prefix length is not 0 to 32"}};
    prefixes.v4 = *prefix;
  }
  return prefixes;
}

/// ":" domain-spec
Parsed<MacroString> parse_target(std::string_view text) {
  if (!text.starts_with(':')) return Unexpected{SyntaxError{"a domain name is missing"}};
  return parse_domain_spec(text.substr(1));
}

/// A mechanism with a target that must be there.
template <class T>
Parsed<Mechanism> parse_directed(std::string_view text) {
  auto target = parse_target(text);
  if (!target) return Unexpected{target.error()};
  return Mechanism(T{std::move(*target)});
}

Parsed<Mechanism> parse_ptr(std::string_view text) {
  if (text.empty()) return Mechanism(Ptr{});
  return parse_directed<Ptr>(text);
}

/// a or mx.
template <class T>
Parsed<Mechanism> parse_addressed(std::string_view text) {
  T mechanism;
  auto prefixes = take_prefixes(text);
  if (!prefixes) return Unexpected{prefixes.error()};
  mechanism.prefixes = *prefixes;
  if (text.empty()) return Mechanism(std::move(mechanism));
  auto target = parse_target(text);
  if (!target) return Unexpected{target.error()};
  mechanism.target = std::move(*target);
  return Mechanism(std::move(mechanism));
}

/// ip4 or ip6: `longest` tells which.
Parsed<Mechanism> parse_ip(std::string_view text, int longest) {
  if (!text.starts_with(':')) return Unexpected{SyntaxError{"an address is missing"}};
  text.remove_prefix(1);
  const auto slash = text.find('/');
  const auto address = base::IpAddress::parse(text.substr(0, slash));
  const bool is_right_family = address && address->is_v4() == (longest == 32);
  if (!is_right_family) return Unexpected{SyntaxError{"an address is malformed"}};
  if (slash == text.npos) return Mechanism(Ip{{*address, longest}});
  const auto prefix = parse_prefix(text.substr(slash + 1), longest);
  if (!prefix) return Unexpected{SyntaxError{"a prefix length is malformed or too long"}};
  return Mechanism(Ip{{*address, *prefix}});
}

Parsed<Mechanism> parse_mechanism(std::string_view text) {
  const auto name = base::to_lower(text.substr(0, text.find_first_of(":/")));
  const auto rest = text.substr(name.size());
  if (name == "all" && rest.empty()) return Mechanism(All{});
  if (name == "all") return Unexpected{SyntaxError{"'all' takes no argument"}};
  if (name == "include") return parse_directed<Include>(rest);
  if (name == "a") return parse_addressed<A>(rest);
  if (name == "mx") return parse_addressed<Mx>(rest);
  if (name == "ptr") return parse_ptr(rest);
  if (name == "ip4") return parse_ip(rest, 32);
  if (name == "ip6") return parse_ip(rest, 128);
  if (name == "exists") return parse_directed<Exists>(rest);
  return Unexpected{SyntaxError{"there is no such mechanism"}};
}

Parsed<Directive> parse_directive(std::string_view text) {
  Directive directive;
  if (!text.empty() && std::string_view("+-~?").find(text.front()) != std::string_view::npos) {
    directive.qualifier = static_cast<Qualifier>(text.front());
    text.remove_prefix(1);
  }
  auto mechanism = parse_mechanism(text);
  if (!mechanism) return Unexpected{mechanism.error()};
  directive.mechanism = std::move(*mechanism);
  return directive;
}

/// redirect or exp, which may stand in a record once (§6).
std::optional<SyntaxError> set_once(std::optional<MacroString>& modifier, std::string_view value) {
  if (modifier) return SyntaxError{"a modifier is there twice"};
  auto spec = parse_domain_spec(value);
  if (!spec) return spec.error();
  modifier = std::move(*spec);
  return std::nullopt;
}

std::optional<SyntaxError> add_modifier(Record& record, std::string_view name, std::string_view value) {
  if (base::iequals(name, "redirect")) return set_once(record.redirect, value);
  if (base::iequals(name, "exp")) return set_once(record.explanation, value);
  auto parsed = parse_macro_string(value);
  if (!parsed) return parsed.error();
  record.unknown.push_back({std::string(name), std::move(*parsed)});
  return std::nullopt;
}

std::optional<SyntaxError> add_term(Record& record, std::string_view term) {
  ScannerView in(term);
  const auto name = in.take_while(is_name_char);
  const bool is_name = !name.empty() && base::is_alpha(name.front());
  if (is_name && in.take('=')) return add_modifier(record, name, in.rest());
  auto directive = parse_directive(term);
  if (!directive) return directive.error();
  record.directives.push_back(std::move(*directive));
  return std::nullopt;
}

}  // namespace

Result result_of(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::pass:
      return Result::pass;
    case Qualifier::fail:
      return Result::fail;
    case Qualifier::softfail:
      return Result::softfail;
    case Qualifier::neutral:
      return Result::neutral;
  }
  return Result::neutral;
}

bool is_record(std::string_view text) {
  if (!base::istarts_with(text, version)) return false;
  return text.size() == version.size() || text[version.size()] == ' ';
}

base::Result<Record, SyntaxError> parse_record(std::string_view text) {
  assert(is_record(text));
  Record record;
  for (const auto term : base::split(text.substr(version.size()), ' ')) {
    if (term.empty()) continue;
    const auto error = add_term(record, term);
    if (error) return Unexpected{SyntaxError{error->reason + ": " + quoted(term)}};
  }
  return record;
}

}  // namespace postern::spf
