#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::dkim {

/// The record to use of those at a key's name. RFC 6376 §3.6.2.2 leaves several undefined; the first that
/// reads as a key record is used, so that unrelated text beside it does no harm. Where none does, the first,
/// whose fault can then be reported. `texts` is not empty; the view is into it.
std::string_view choose_key_record(const std::vector<std::string>& texts);

}  // namespace postern::dkim
