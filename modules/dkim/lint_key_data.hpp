#pragma once

#include <string_view>

#include "base/finding.hpp"
#include "dkim/public_key.hpp"

namespace postern::dkim {

/// What is to be said of p= itself: base64 that is none, a key that cannot be read or is too small, the form
/// it is in. `data` is not empty, and a view into `text`, the record, in which the places are.
base::Findings lint_key_data(KeyType type, std::string_view data, std::string_view text);

}  // namespace postern::dkim
