#include "policy/recipient_groups.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "mail/idna.hpp"

namespace postern {

std::string policy_domain(std::string_view domain) {
  return base::to_lower(mail::to_ascii(domain).value_or(std::string(domain)));
}

std::vector<RecipientGroup> group_recipients(const std::vector<std::string>& domains, const Policy& policy,
                                             const Verdict& verdict, const Circumstances& circumstances) {
  std::vector<RecipientGroup> groups;
  for (std::size_t place = 0; place < domains.size(); ++place) {
    // Those that no rule tells apart are decided once, for the first of them.
    auto group = std::ranges::find_if(groups, [&](const RecipientGroup& known) {
      return !policy.may_differ(domains[known.recipients.front()], domains[place]);
    });
    if (group == groups.end()) {
      auto decision = policy.decide(verdict, circumstances, domains[place]);
      group = std::ranges::find(groups, decision, &RecipientGroup::decision);
      if (group == groups.end()) {
        group = groups.insert(group, {.decision = std::move(decision), .recipients = {}});
      }
    }
    group->recipients.push_back(place);
  }
  return groups;
}

}  // namespace postern
