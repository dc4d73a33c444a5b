#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::mail {

// Internationalized domain names (RFC 5890) have two spellings: U-labels in UTF-8, as in SMTPUTF8 mail, and
// A-labels ("xn--..."), as in the DNS. What is compared, asked for or put into a result is the A-label form.

/// `domain` as the DNS knows it: A-labels, lower case, without a final dot. Mapped by UTS 46,
/// non-transitional, as browsers and mail clients do ("Straße" keeps its ß; U+3002 is a dot).
///
/// A name that is ASCII already is only made lower case: it may hold any printable character (`_dmarc`), and
/// its "xn--" labels are not judged. One that is not may hold, once mapped, letters, digits, "-" and "_".
///
/// Nothing for: the empty name and the root, an empty label, one over 63 octets, a name over 253 (or over
/// 1,012 before it is mapped), blanks and controls, invalid UTF-8, and whatever IDNA2008 disallows in a
/// label.
std::optional<std::string> to_ascii(std::string_view domain);

/// `domain` with U-labels, for people to read: never compare it, and mind that it may look like another name.
/// What has no A-labels, or some that stand for nothing, stays as it is.
std::string to_unicode(std::string_view domain);

/// Both are one name: without regard to case or a final dot, and whether they are spelled with A-labels or
/// U-labels. What is no domain name is the same only as itself, in any ASCII case.
bool same_domain(std::string_view a, std::string_view b);

}  // namespace postern::mail
