#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.hpp"

namespace postern {

/// Recipients for whom the same is to be done: one upstream transaction, or one refusal.
struct RecipientGroup {
  Decision decision;
  std::vector<std::size_t> recipients;  ///< by their places in the envelope, in order; never empty
};

/// A recipient's domain as rules see it: A-labels in lower case, or as it is where there are none.
std::string policy_domain(std::string_view domain);

/// The groups for recipients of these `domains`, in the order of the envelope; together they have every
/// recipient once.
std::vector<RecipientGroup> group_recipients(const std::vector<std::string>& domains, const Policy& policy,
                                             const Verdict& verdict, const Circumstances& circumstances);

}  // namespace postern
