#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"

namespace postern::dmarc {

// What is to be said of the records at a `_dmarc` name, to those who publish them. parse_record() is lenient
// where RFC 9989 is; here every slip that it passes over is told, where it stands.

/// Of the TXT records at one name as a whole: several DMARC records, texts that look like one and are none.
/// That there is no record at all is not said: it may be inherited.
base::Findings lint_texts(const std::vector<std::string>& texts);

/// Of one record, which is_dmarc_record(): places are in `text`.
base::Findings lint_record(std::string_view text);

}  // namespace postern::dmarc
