#pragma once

#include <chrono>
#include <string>

namespace postern::mail {

/// RFC 5322 §3.3 date-time in UTC, whatever zone and locale this host is set to: `Sat, 4 Jul 2026 09:05:00
/// +0000`. For years of four digits.
std::string format_date(std::chrono::system_clock::time_point time);

}  // namespace postern::mail
