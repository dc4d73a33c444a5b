#pragma once

#include "mail/authentication_results.hpp"
#include "mail/header_block.hpp"

namespace postern::checks {

/// `x-header-sanity`: whether the header has the fields that RFC 5322 §3.6 asks for, as often as it allows.
///
///     x-header-sanity=fail reason="2 From fields, no Date field"
///
/// pass; neutral when only Message-ID is missing, which it should not; fail when From or Date is, when one of
/// the fields that may be there once is there twice, or when a line of the header is no field.
mail::MethodResult header_sanity(const mail::HeaderBlock& header);

}  // namespace postern::checks
