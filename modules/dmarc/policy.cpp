#include "dmarc/policy.hpp"

#include "base/ascii.hpp"

namespace postern::dmarc {

std::string_view format(Policy policy) {
  using enum Policy;
  switch (policy) {
    case none:
      return "none";
    case quarantine:
      return "quarantine";
    case reject:
      return "reject";
  }
  return "none";
}

std::optional<Policy> parse_policy(std::string_view text) {
  using enum Policy;
  for (const auto policy : {none, quarantine, reject}) {
    if (base::iequals(text, format(policy))) return policy;
  }
  return std::nullopt;
}

std::string_view format(PolicyTag tag) {
  using enum PolicyTag;
  switch (tag) {
    case p:
      return "p";
    case sp:
      return "sp";
    case np:
      return "np";
  }
  return "p";
}

}  // namespace postern::dmarc
