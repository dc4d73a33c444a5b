#include "policy/config.hpp"

namespace postern {

std::string_view format(Preset preset) {
  switch (preset) {
    case Preset::tag:
      return "tag";
    case Preset::quarantine:
      return "quarantine";
    case Preset::enforce:
      return "enforce";
    case Preset::strict:
      return "strict";
  }
  return "";
}

std::optional<Preset> parse_preset(std::string_view text) {
  using enum Preset;
  for (const auto preset : {tag, quarantine, enforce, strict}) {
    if (format(preset) == text) return preset;
  }
  return std::nullopt;
}

std::string_view format(RuleAction action) {
  switch (action) {
    case RuleAction::accept:
      return "accept";
    case RuleAction::tag:
      return "tag";
    case RuleAction::quarantine:
      return "quarantine";
    case RuleAction::defer:
      return "defer";
    case RuleAction::reject:
      return "reject";
  }
  return "";
}

}  // namespace postern
