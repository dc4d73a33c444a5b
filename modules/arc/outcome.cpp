#include "arc/outcome.hpp"

#include <algorithm>
#include <ranges>

namespace postern::arc {
namespace {

// More would make a long line longer, and nobody wiser.
constexpr std::size_t max_named_sealers = 5;

std::string name_sealers(const Outcome& outcome) {
  std::string text = "i=" + std::to_string(outcome.highest_instance()) + ", sealed by";
  std::size_t named = 0;
  for (const auto& set : outcome.sets | std::views::reverse) {
    if (named == max_named_sealers) return text + " and others";
    text += (named == 0 ? " " : ", ") + set.seal_domain;
    ++named;
  }
  return text;
}

mail::Property property(std::string type, std::string name, std::string value) {
  return {.type = std::move(type), .name = std::move(name), .value = std::move(value), .comment = ""};
}

}  // namespace

std::string_view format(Result result) {
  switch (result) {
    using enum Result;
    case none:
      return "none";
    case pass:
      return "pass";
    case fail:
      return "fail";
    case temperror:
      return "temperror";
  }
  return "";
}

mail::MethodResult method_result(const Outcome& outcome, const std::optional<base::IpAddress>& client) {
  mail::MethodResult result{.method = "arc", .result = std::string(format(outcome.result))};
  result.reason = outcome.reason;
  if (outcome.result == Result::pass) {
    result.comment = name_sealers(outcome);
    result.properties.push_back(property("header", "oldest-pass", std::to_string(outcome.oldest_pass)));
  }
  if (client && outcome.result != Result::none)
    result.properties.push_back(property("smtp", "remote-ip", base::format(*client)));
  return result;
}

}  // namespace postern::arc
