#include "policy/decision.hpp"

namespace postern {

std::string_view format(Action action) {
  switch (action) {
    case Action::accept:
      return "accept";
    case Action::quarantine:
      return "quarantine";
    case Action::defer:
      return "defer";
    case Action::reject:
      return "reject";
  }
  return "";
}

std::string_view format(OverrideReason reason) {
  switch (reason) {
    case OverrideReason::local_policy:
      return "local_policy";
    case OverrideReason::mailing_list:
      return "mailing_list";
    case OverrideReason::trusted_forwarder:
      return "trusted_forwarder";
    case OverrideReason::other:
      return "other";
  }
  return "";
}

}  // namespace postern
