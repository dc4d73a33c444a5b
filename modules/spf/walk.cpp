#include "spf/walk.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace postern::spf {
namespace {

std::string visible(std::string text) {
  std::ranges::replace_if(text, [](char c) { return !base::is_graphic(c) && c != ' '; }, '?');
  return text;
}

std::string counted(int count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string format(const Lookup& lookup) {
  auto text = std::string(dns::format(lookup.question.type)) + " " + lookup.question.name.text() + ": " +
              std::string(dns::format(lookup.status));
  if (lookup.status == dns::Status::ok) text += ", " + std::to_string(lookup.records);
  return text;
}

std::string format_cost(const Step& step) {
  if (step.terms == 0) return "";
  auto text = "; " + counted(step.terms, "lookup");
  if (step.void_lookups > 0) text += ", " + std::to_string(step.void_lookups) + " void";
  return text;
}

}  // namespace

std::string_view format(Effect effect) {
  switch (effect) {
    case Effect::no_match:
      return "no match";
    case Effect::match:
      return "match";
    case Effect::used:
      return "used";
    case Effect::trouble:
      return "trouble";
  }
  return "";
}

std::string format(const Step& step) {
  auto text =
      std::string(2 * step.depth, ' ') + (step.term.empty() ? step.domain + " has no policy" : step.term);
  if (!step.target.empty()) text += " (" + step.target + ")";
  text += ": " + std::string(format(step.effect));
  if (!step.problem.empty()) text += ", " + step.problem;
  for (const auto& lookup : step.lookups) text += "; " + format(lookup);
  return visible(text + format_cost(step));
}

std::string format(const Walk& walk) {
  std::string text;
  for (const auto& step : walk.steps) text += format(step) + "\n";
  if (walk.left_out > 0) text += std::to_string(walk.left_out) + " more that ask nothing and do not match\n";
  return text;
}

}  // namespace postern::spf
