#include "base/timestamp.hpp"

#include <cstdio>

#include "base/scanner.hpp"

namespace postern::base {

namespace {

/// Exactly so many digits, of which the number is at most `most`.
std::optional<int> take_number(ScannerView& in, int digits, int most) {
  int number = 0;
  for (int digit = 0; digit < digits; ++digit) {
    if (!is_digit(in.peek())) return std::nullopt;
    number = number * 10 + (in.take() - '0');
  }
  return number <= most ? std::optional(number) : std::nullopt;
}

std::optional<std::chrono::sys_days> take_date(ScannerView& in) {
  // Of system_clock's 64 bits of nanoseconds these years fit as a whole.
  const auto year = take_number(in, 4, 2261);
  if (!year || *year < 1678 || !in.take('-')) return std::nullopt;
  const auto month = take_number(in, 2, 12);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = take_number(in, 2, 31);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::optional<std::chrono::minutes> take_hours_and_minutes(ScannerView& in) {
  const auto hours = take_number(in, 2, 23);
  if (!hours || !in.take(':')) return std::nullopt;
  const auto minutes = take_number(in, 2, 59);
  if (!minutes) return std::nullopt;
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
}

/// How far the clock of the text is before that of UTC.
std::optional<std::chrono::minutes> take_offset(ScannerView& in) {
  if (in.take_word("z")) return std::chrono::minutes(0);
  const bool is_behind = in.take('-');
  if (!is_behind && !in.take('+')) return std::nullopt;
  const auto offset = take_hours_and_minutes(in);
  if (!offset) return std::nullopt;
  return is_behind ? -*offset : *offset;
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text) {
  ScannerView in(text);
  const auto date = take_date(in);
  if (!date || !(in.take_word("t") || in.take(' '))) return std::nullopt;
  const auto minutes = take_hours_and_minutes(in);
  if (!minutes || !in.take(':')) return std::nullopt;
  const auto seconds = take_number(in, 2, 60);
  if (!seconds) return std::nullopt;
  if (in.take('.') && in.take_while(is_digit).empty()) return std::nullopt;
  const auto offset = take_offset(in);
  if (!offset || !in.at_end()) return std::nullopt;
  return *date + *minutes + std::chrono::seconds(*seconds) - *offset;
}

std::string format_timestamp(std::chrono::system_clock::time_point time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(whole - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace postern::base
