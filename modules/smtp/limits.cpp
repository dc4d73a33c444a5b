#include "smtp/limits.hpp"

#include <array>

#include "base/ascii.hpp"

namespace postern::smtp {
namespace {

struct Name {
  std::string_view name;
  std::optional<std::uint32_t> Limits::* member;
};
constexpr std::array names{
    Name{"MAILMAX", &Limits::mail_max},
    Name{"RCPTMAX", &Limits::rcpt_max},
    Name{"RCPTDOMAINMAX", &Limits::rcpt_domain_max},
};

constexpr bool is_sayable(unsigned long long value) {
  return value > 0 && value <= Limits::largest;
}

// limit-value = %x31-39 0*5DIGIT
std::optional<std::uint32_t> parse_value(std::string_view text) {
  const auto number = base::parse_decimal(text);
  if (!number || !is_sayable(*number) || text.starts_with('0')) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

Limits parse_limits(std::string_view argument) {
  Limits limits;
  for (const auto word : base::split(argument, ' ')) {
    const auto equals = word.find('=');
    if (equals == word.npos) continue;
    for (const auto& [name, member] : names) {
      if (base::iequals(name, word.substr(0, equals))) limits.*member = parse_value(word.substr(equals + 1));
    }
  }
  return limits;
}

std::string format_limits(const Limits& limits) {
  std::string out;
  for (const auto& [name, member] : names) {
    const auto& value = limits.*member;
    if (value && is_sayable(*value))
      out += (out.empty() ? "LIMITS " : " ") + std::string(name) + '=' + std::to_string(*value);
  }
  return out;
}

}  // namespace postern::smtp
