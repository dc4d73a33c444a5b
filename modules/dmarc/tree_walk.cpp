#include "dmarc/tree_walk.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

// A walk gathers every record it meets, also those that say nothing of psd=: which of them matters is decided
// afterwards, from its end. Only its last step can say psd=y or psd=n, because there it stops.

namespace postern::dmarc {
namespace {

/// RFC 9989 §4.10 step 4: names of eight or more labels go on with the last seven of them.
constexpr std::size_t labels_after_the_jump = max_walk_questions - 1;

bool ends_walk(const Publication& step) {
  const bool says_what_it_is = step.record && step.record->public_suffix != PublicSuffix::unknown;
  return says_what_it_is || step.is_temporary_failure();
}

std::optional<dns::Name> above(const dns::Name& name) {
  auto target = name.parent();
  while (target.label_count() > labels_after_the_jump) target = target.parent();
  if (target.is_root()) return std::nullopt;
  return target;
}

// The ancestor of `name`, or `name` itself, that is one label longer than `suffix`: a suffix has nothing
// below it in its own walk, and is its own organization. It need not be a name that the walk came by.
dns::Name one_label_below(const dns::Name& suffix, dns::Name name) {
  const auto labels = suffix.label_count() + 1;
  while (name.label_count() > labels) name = name.parent();
  return name;
}

}  // namespace

bool Walk::is_complete() const {
  return !steps.empty() && !steps.back().is_temporary_failure();
}

const Publication* Walk::at(const dns::Name& domain) const {
  const auto step = std::ranges::find(steps, domain, &Publication::domain);
  return step == steps.end() ? nullptr : &*step;
}

TreeWalk::TreeWalk(dns::Name start) : walk_{.start = start, .steps = {}}, next_(std::move(start)) {}

void TreeWalk::feed(Publication publication) {
  next_ = ends_walk(publication) ? std::nullopt : above(*next_);
  walk_.steps.push_back(std::move(publication));
}

std::optional<dns::Name> organizational_domain(const Walk& walk) {
  if (!walk.is_complete()) return std::nullopt;
  for (const auto& step : std::views::reverse(walk.steps)) {
    if (!step.record) continue;
    const bool is_suffix = step.record->public_suffix == PublicSuffix::yes;
    return is_suffix ? one_label_below(step.domain, walk.start) : step.domain;
  }
  return walk.start;
}

}  // namespace postern::dmarc
