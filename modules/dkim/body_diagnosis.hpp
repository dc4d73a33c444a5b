#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dkim/canonicalization.hpp"

namespace postern::dkim {

/// In which kind a body is not the one that was signed.
enum class BodyChange : std::uint8_t {
  none,              ///< it is as it was signed
  appended,          ///< text stands behind it, as mailing lists and virus scanners put it
  appended_part,     ///< a MIME part does, before the closing boundary
  prepended,         ///< text stands before it, such as a warning that a mail comes from outside
  emptied,           ///< what was signed was an empty body
  shortened,         ///< it has fewer octets than l= says
  length_tag,        ///< it is as it was signed, but l= says otherwise
  canonicalization,  ///< it was hashed by the other canonicalization than c= says
  line_ends,         ///< its line ends were converted, or hashed as other octets
  trailing_blanks,   ///< blanks stand at the end of lines, or "-- " has lost its own
  blank_lines,       ///< the signer did not drop blank lines at the end, as it should
  from_lines,        ///< a ">" was put before lines that begin with "From "
  dots,              ///< dots at the beginning of lines were doubled, or not undoubled (RFC 5321 §4.5.2)
  unknown,           ///< none of these
};

/// "none", "appended", "appended-part"...
std::string_view format(BodyChange change);

struct BodyDiagnosis {
  BodyChange change = BodyChange::unknown;
  std::string text;  ///< a sentence for a postmaster, without its full stop
};

/// How a body was signed: c=, l= and bh= (octets).
struct BodySigning {
  Canonicalization how = Canonicalization::simple;
  std::optional<std::uint64_t> length;
  std::string_view hash;
};

/// Compares `body`, as received, with the hash that a signature has of it; when it differs, tries what is
/// known to happen to mail on its way, each alone, until the hash is the signed one. A hash that matches is
/// no guess. Of a body over diagnosis_limit octets only the first comparison is made, and with as many lines
/// as diagnosis_lines, only what was done to the ends of the body is looked for among them.
BodyDiagnosis diagnose_body(std::string_view body, const BodySigning& signing);

inline constexpr std::size_t diagnosis_limit = 32 * 1024 * 1024;
inline constexpr std::size_t diagnosis_lines = 100'000;  ///< from the end, and 100 from the beginning

}  // namespace postern::dkim
