#include "mail/date.hpp"

#include <array>
#include <string_view>

namespace postern::mail {

namespace {

constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string two_digits(long number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string format_date(std::chrono::system_clock::time_point time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));

  std::string text(day_names[std::chrono::weekday(day).c_encoding()]);
  text += ", ";
  text += std::to_string(static_cast<unsigned>(date.day()));
  text += ' ';
  text += month_names[static_cast<unsigned>(date.month()) - 1];
  text += ' ';
  text += std::to_string(static_cast<int>(date.year()));
  text += ' ';
  text += two_digits(clock.hours().count());
  text += ':';
  text += two_digits(clock.minutes().count());
  text += ':';
  text += two_digits(clock.seconds().count());
  text += " +0000";
  return text;
}

}  // namespace postern::mail
