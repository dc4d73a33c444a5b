#include "policy/domain_set.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "mail/idna.hpp"

// A pattern is kept with its leading dot. A name is looked up as it is, and then as each of its tails that
// begins with a dot, so that a look-up costs as many searches as the name has labels, however many patterns
// there are.

namespace postern {

namespace {

bool is_name_octet(char c) {
  return base::is_alnum(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
}

/// 203.0.113.300 is no name: it is an address, and mistyped (RFC 3696 §2).
bool is_numeric(std::string_view name) {
  const auto last = name.substr(name.rfind('.') + 1);
  return std::ranges::all_of(last, base::is_digit);
}

}  // namespace

std::string comparable_domain(std::string_view name) {
  return mail::to_ascii(name).value_or(base::to_lower(name));
}

bool DomainSet::add(std::string_view pattern) {
  const bool is_below = pattern.starts_with('.');
  const auto name = mail::to_ascii(pattern.substr(is_below ? 1 : 0));
  if (!name || !std::ranges::all_of(*name, is_name_octet) || is_numeric(*name)) return false;
  patterns_.insert((is_below ? "." : "") + *name);
  return true;
}

std::optional<std::string> DomainSet::find(std::string_view domain) const {
  if (patterns_.empty()) return std::nullopt;
  const auto name = comparable_domain(domain);
  if (patterns_.contains(name)) return name;
  for (auto dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
    const auto found = patterns_.find(std::string_view(name).substr(dot));
    if (dot > 0 && found != patterns_.end()) return *found;
  }
  return std::nullopt;
}

}  // namespace postern
