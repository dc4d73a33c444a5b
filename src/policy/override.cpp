#include "policy/override.hpp"

#include <algorithm>

#include "policy/reply.hpp"

namespace postern {

namespace {

const Evidence* find(const std::vector<Evidence>& evidence, std::string_view key) {
  const auto found = std::ranges::find_if(
      evidence, [key](const Evidence& one) { return one.key->name == key && one.fact.value != "false"; });
  return found == evidence.end() ? nullptr : &*found;
}

}  // namespace

bool overrides_dmarc(const Verdict& verdict, Action action) {
  if (!verdict.dmarc || verdict.dmarc->result != dmarc::Result::fail) return false;
  switch (verdict.dmarc->policy) {
    case dmarc::Policy::none:
      return false;
    case dmarc::Policy::quarantine:
      return action != Action::quarantine;
    case dmarc::Policy::reject:
      return action != Action::reject;
  }
  return false;
}

Override override_for(const std::vector<Evidence>& evidence, const MessageView& message) {
  if (const auto* sealer = find(evidence, "arc-trusted")) {
    return {OverrideReason::trusted_forwarder, in_words(*sealer, message)};
  }
  if (const auto* list = find(evidence, "list-id")) {
    return {OverrideReason::mailing_list, in_words(*list, message)};
  }
  // The rest is local policy; what spoke for the message is worth a comment.
  const auto speaks = [](const Evidence& one) { return one.fact.weight != Weight::plain; };
  const auto found = std::ranges::find_if(evidence, speaks);
  return {OverrideReason::local_policy, found == evidence.end() ? "" : in_words(*found, message)};
}

}  // namespace postern
