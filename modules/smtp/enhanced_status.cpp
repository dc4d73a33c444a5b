#include "smtp/enhanced_status.hpp"

#include "base/ascii.hpp"
#include "base/scanner.hpp"

namespace postern::smtp {
namespace {

// subject = 1*3digit, detail = 1*3digit (RFC 3463 §2)
std::optional<int> take_number(base::ScannerView& in) {
  const auto digits = in.take_while(base::is_digit);
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits.front() == '0'))
    return std::nullopt;
  return static_cast<int>(*base::parse_decimal(digits));
}

}  // namespace

std::optional<EnhancedStatus> parse_enhanced_status(std::string_view text) {
  base::ScannerView in(text);
  const char category = in.peek();
  if (category != '2' && category != '4' && category != '5') return std::nullopt;
  in.take();
  if (!in.take('.')) return std::nullopt;
  const auto subject = take_number(in);
  if (!subject || !in.take('.')) return std::nullopt;
  const auto detail = take_number(in);
  if (!detail || !(in.at_end() || in.peek() == ' ')) return std::nullopt;
  return EnhancedStatus{.category = category - '0', .subject = *subject, .detail = *detail};
}

std::string format(const EnhancedStatus& status) {
  return std::to_string(status.category) + '.' + std::to_string(status.subject) + '.' +
         std::to_string(status.detail);
}

}  // namespace postern::smtp
