#include "smtp/parameter_values.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/lexical.hpp"
#include "smtp/xtext.hpp"

namespace postern::smtp {
namespace {

// 1*9DIGIT
bool is_nine_digits(std::string_view text) {
  return !text.empty() && text.size() <= 9 && std::ranges::all_of(text, base::is_digit);
}

// Consumes exactly `digits` digits; false when they are not there or make more than `most`.
bool take_number(base::ScannerView& in, std::size_t digits, unsigned least, unsigned most) {
  const auto number = base::parse_decimal(in.rest().substr(0, digits));
  for (std::size_t i = 0; i < digits; ++i) {
    if (!base::is_digit(in.peek())) return false;
    in.take();
  }
  return number && *number >= least && *number <= most;
}

// full-date = date-fullyear "-" date-month "-" date-mday (RFC 3339 §5.6)
bool take_full_date(base::ScannerView& in) {
  return take_number(in, 4, 0, 9999) && in.take('-') && take_number(in, 2, 1, 12) && in.take('-') &&
         take_number(in, 2, 1, 31);
}

// partial-time = time-hour ":" time-minute ":" time-second [time-secfrac]; 60 is a leap second
bool take_partial_time(base::ScannerView& in) {
  const bool whole = take_number(in, 2, 0, 23) && in.take(':') && take_number(in, 2, 0, 59) && in.take(':') &&
                     take_number(in, 2, 0, 60);
  return whole && (!in.take('.') || !in.take_while(base::is_digit).empty());
}

// time-offset = "Z" / time-numoffset
bool take_time_offset(base::ScannerView& in) {
  if (in.take_word("Z")) return true;
  return (in.take('+') || in.take('-')) && take_number(in, 2, 0, 23) && in.take(':') &&
         take_number(in, 2, 0, 59);
}

}  // namespace

bool is_absent(const ParameterValue& value) {
  return !value;
}

// RFC 1870 §5: size-value = 1*20DIGIT
bool is_size(const ParameterValue& value) {
  return value && value->size() <= 20 && std::ranges::all_of(*value, base::is_digit);
}

// RFC 6152 §2, RFC 3030 §3
bool is_body(const ParameterValue& value) {
  return value && (base::iequals(*value, "7BIT") || base::iequals(*value, "8BITMIME") ||
                   base::iequals(*value, "BINARYMIME"));
}

// RFC 3461 §4.3
bool is_ret(const ParameterValue& value) {
  return value && (base::iequals(*value, "FULL") || base::iequals(*value, "HDRS"));
}

// RFC 3461 §4.4: at most 100 characters of xtext
bool is_envid(const ParameterValue& value) {
  return value && value->size() <= 100 && decode_xtext(*value);
}

// RFC 4954 §5: a mailbox as xtext, or <>
bool is_auth(const ParameterValue& value) {
  return value && value->size() <= 500 && decode_xtext(*value);
}

// RFC 2852 §4: by-value = by-time ";" by-mode [by-trace], by-time = ["-" / "+"] 1*9digit. In mode R the time
// must be greater than zero.
bool is_deliver_by(const ParameterValue& value) {
  if (!value) return false;
  base::ScannerView in(*value);
  const bool negative = in.peek() == '-';
  if (negative || in.peek() == '+') in.take();
  const auto seconds = in.take_while(base::is_digit);
  if (!is_nine_digits(seconds) || !in.take(';')) return false;
  const bool mode_r = in.take_word("R");
  if (!mode_r && !in.take_word("N")) return false;
  in.take_word("T");
  return in.at_end() && !(mode_r && (negative || base::parse_decimal(seconds) == 0));
}

// RFC 4865 §4: future-release-integer = %x31-39 *8DIGIT
bool is_hold_interval(const ParameterValue& value) {
  return value && is_nine_digits(*value) && !value->starts_with('0');
}

// RFC 4865 §4 with its erratum 2040: the date-time of RFC 3339 §5.6.
bool is_hold_time(const ParameterValue& value) {
  if (!value) return false;
  base::ScannerView in(*value);
  return take_full_date(in) && in.take_word("T") && take_partial_time(in) && take_time_offset(in) &&
         in.at_end();
}

// RFC 6710 §4: -9 to 9, zero without a sign
bool is_transfer_priority(const ParameterValue& value) {
  if (!value) return false;
  base::ScannerView in(*value);
  const bool negative = in.take('-');
  if (!base::is_digit(in.peek()) || (negative && in.peek() == '0')) return false;
  in.take();
  return in.at_end();
}

// RFC 3461 §4.1: NEVER, or a list of the others, each once
bool is_notify(const ParameterValue& value) {
  if (!value) return false;
  if (base::iequals(*value, "NEVER")) return true;
  const auto words = base::split(*value, ',');
  const auto count = [&](std::string_view word) {
    return std::ranges::count_if(words, [&](auto each) { return base::iequals(each, word); });
  };
  const auto success = count("SUCCESS");
  const auto failure = count("FAILURE");
  const auto delay = count("DELAY");
  return success <= 1 && failure <= 1 && delay <= 1 &&
         success + failure + delay == static_cast<std::ptrdiff_t>(words.size());
}

// RFC 3461 §4.2: atom ";" xtext, 500 characters at most. RFC 6533 §3: of type utf-8, other forms as well.
bool is_orcpt(const ParameterValue& value) {
  if (!value || value->size() > 500) return false;
  base::ScannerView in(*value);
  const auto type = in.take_while(mail::is_atext);
  if (type.empty() || !in.take(';') || in.at_end()) return false;
  return base::iequals(type, "utf-8") || decode_xtext(in.rest());
}

}  // namespace postern::smtp
