#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"

namespace postern::dkim {

// What is to be said of a DKIM key record, to those who publish it. The grammar and the keys are those of
// parse_key_record(); here is told where a mistake stands, and what other verifiers may not take.

/// Of the TXT records at a key's name as a whole: none, several.
base::Findings lint_texts(const std::vector<std::string>& texts);

/// Of one record: places are in `text`.
base::Findings lint_key_record(std::string_view text);

}  // namespace postern::dkim
