#include "checks/header_sanity.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "checks/method_result.hpp"

namespace postern::checks {
namespace {

// The table of RFC 5322 §3.6: what may be there once at most, and of that what must be.
constexpr std::array<std::string_view, 10> once{"From", "Date", "Message-ID",  "Sender",     "Reply-To",
                                                "To",   "Cc",   "In-Reply-To", "References", "Subject"};
constexpr std::array<std::string_view, 2> required{"From", "Date"};

void add(std::string& text, const std::string& what) {
  text += (text.empty() ? "" : ", ") + what;
}

std::string faults_of(const mail::HeaderBlock& header) {
  std::string faults;
  for (const auto name : once) {
    const auto count = header.count(name);
    if (count > 1) add(faults, std::to_string(count) + " " + std::string(name) + " fields");
  }
  for (const auto name : required) {
    if (header.count(name) == 0) add(faults, "no " + std::string(name) + " field");
  }
  const auto is_malformed = [](const auto& entry) { return entry.field.is_malformed(); };
  if (std::ranges::any_of(header, is_malformed)) add(faults, "a line that is no field");
  return faults;
}

}  // namespace

mail::MethodResult header_sanity(const mail::HeaderBlock& header) {
  auto faults = faults_of(header);
  if (!faults.empty()) return method_result("x-header-sanity", "fail", std::move(faults));
  if (header.count("Message-ID") == 0)
    return method_result("x-header-sanity", "neutral", "no Message-ID field");
  return method_result("x-header-sanity", "pass");
}

}  // namespace postern::checks
