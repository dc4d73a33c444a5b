#include "arc/trust.hpp"

#include <algorithm>
#include <ranges>

#include "mail/idna.hpp"

namespace postern::arc {

const SetReport* believed_set(const Outcome& outcome, const std::vector<std::string>& sealers) {
  if (outcome.result != Result::pass) return nullptr;
  const SetReport* believed = nullptr;
  for (const auto& set : outcome.sets | std::views::reverse) {
    const bool is_believed = std::ranges::any_of(
        sealers, [&](const std::string& sealer) { return mail::same_domain(sealer, set.seal_domain); });
    if (!is_believed) break;
    believed = &set;
  }
  return believed;
}

}  // namespace postern::arc
