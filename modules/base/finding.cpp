#include "base/finding.hpp"

#include <cassert>
#include <functional>
#include <iterator>
#include <utility>

namespace postern::base {

std::string_view format(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

Place place_of(std::string_view part, std::string_view text) {
  assert(std::greater_equal<>{}(part.data(), text.data()));
  assert(std::less_equal<>{}(part.data() + part.size(), text.data() + text.size()));
  return {static_cast<std::size_t>(part.data() - text.data()), part.size()};
}

Finding note(std::string problem, std::string advice, std::optional<Place> place) {
  return {Severity::note, std::move(problem), std::move(advice), place};
}

Finding warning(std::string problem, std::string advice, std::optional<Place> place) {
  return {Severity::warning, std::move(problem), std::move(advice), place};
}

Finding error(std::string problem, std::string advice, std::optional<Place> place) {
  return {Severity::error, std::move(problem), std::move(advice), place};
}

void append(Findings& findings, Findings more) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace postern::base
