#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"
#include "dns/name.hpp"

namespace postern::spf {

// What is to be said of the SPF record of a domain, to those who publish it. The grammar is that of
// parse_record(); what is added is every mistake instead of the first, where it stands, and what is legal but
// seldom meant. What only the DNS can tell is found by survey().

/// Of the TXT records of `domain` as a whole: that there is no SPF record or several, that one does not begin
/// as it must, and that they are too large for an answer.
base::Findings lint_texts(const dns::Name& domain, const std::vector<std::string>& texts);

/// Of one record, which is_record(): places are in `text`.
base::Findings lint_record(std::string_view text);

}  // namespace postern::spf
