#pragma once

#include <string_view>

#include "dmarc/public_suffix.hpp"
#include "mail/authentication_results.hpp"
#include "mail/header_block.hpp"

namespace postern::checks {

/// `x-aligned-from`: how close the envelope's sender is to the author that From names. Nothing of it is
/// authenticated.
///
/// | result         | |
/// |----------------|---|
/// | pass           | the same address |
/// | domain-pass    | the same domain |
/// | orgdomain-pass | the same organizational domain, by the Public Suffix List |
/// | fail           | another domain |
/// | null           | neither says an address; null-smtp: the envelope (`<>`), null-header: From |
/// | error          | From names several domains, or cannot be read |
///
/// `sender` is the reverse-path without brackets, empty for `<>`.
mail::MethodResult aligned_from(std::string_view sender, const mail::HeaderBlock& header,
                                const dmarc::PublicSuffixes& suffixes);

}  // namespace postern::checks
