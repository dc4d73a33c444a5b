#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/public_key.hpp"
#include "dkim/signature_field.hpp"

namespace postern::dkim {

/// A name of h=, and what stands under it.
struct SignedName {
  std::string name;         ///< lower case
  std::size_t named = 0;    ///< how often h= has it
  std::size_t present = 0;  ///< how many fields of that name the header has

  /// None more can be added without breaking the signature (RFC 6376 §8.15).
  bool is_sealed() const { return named > present; }
  bool operator==(const SignedName&) const = default;
};

/// What a signature says of the header, the body aside.
struct HeaderDiagnosis {
  std::vector<SignedName> names;  ///< each once, in the order of h=
  std::string canonical;          ///< what was signed, if the header is still the same
  std::optional<bool> verifies;   ///< by the key; nothing without one
  std::string text;  ///< a sentence for a postmaster, without its full stop: what was changed, if that can be
                     ///< found out
};

/// Looks at the signature in `fields[signature]`, which reads as `field`; `fields` are all of the header that
/// have a name, as received. When the key does not verify it, the changes that forwarders are known to make
/// to header fields are undone one by one, and if it then verifies, that was it.
HeaderDiagnosis diagnose_header(const std::vector<std::string>& fields, std::size_t signature,
                                const SignatureField& field, const PublicKey* key);

}  // namespace postern::dkim
