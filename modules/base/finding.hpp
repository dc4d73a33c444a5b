#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::base {

/// How much a finding matters.
enum class Severity : std::uint8_t {
  note,     ///< worth knowing; it works as it is
  warning,  ///< it works, but not everywhere, or not as its owner may think
  error,    ///< it does not work
};
/// "note", "warning", "error".
std::string_view format(Severity severity);

/// Some octets of a text.
struct Place {
  std::size_t begin = 0;
  std::size_t length = 0;
  bool operator==(const Place&) const = default;
};
/// Where `part` is in `text`, which it is a view into.
Place place_of(std::string_view part, std::string_view text);

/// Something to be said about what a domain publishes, to whoever publishes it. The sentences may quote what
/// others wrote, so mind what they hold before a terminal sees them.
struct Finding {
  Severity severity = Severity::note;
  std::string problem;         ///< what is wrong: a clause without a full stop
  std::string advice;          ///< what to do about it: a sentence without its full stop, or empty
  std::optional<Place> place;  ///< of the record it is about

  bool operator==(const Finding&) const = default;
};
using Findings = std::vector<Finding>;

Finding note(std::string problem, std::string advice, std::optional<Place> place = {});
Finding warning(std::string problem, std::string advice, std::optional<Place> place = {});
Finding error(std::string problem, std::string advice, std::optional<Place> place = {});

/// Puts `more` behind `findings`.
void append(Findings& findings, Findings more);

}  // namespace postern::base
