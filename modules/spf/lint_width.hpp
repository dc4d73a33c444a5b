#pragma once

#include <vector>

#include "base/finding.hpp"
#include "spf/lint_terms.hpp"

namespace postern::spf {

/// What is to be said of the networks of a record: that one, or all together, are so wide that they let
/// nearly everybody send, or are of addresses that nobody sees on the Internet.
base::Findings lint_networks(const std::vector<TermView>& terms);

}  // namespace postern::spf
