#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace postern::base {

/// A moment as RFC 3339 §5.6 writes it: 2026-05-01T10:00:00Z, or with +02:00 for the Z; a fraction of the
/// second is dropped, and a leap second is the one after it. Nothing for another text, a day that does not
/// exist, or a year before 1678 or after 2261, which the clock cannot show.
std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text);

/// In UTC, without a fraction: 2026-05-01T10:00:00Z. For years of four digits.
std::string format_timestamp(std::chrono::system_clock::time_point time);

}  // namespace postern::base
