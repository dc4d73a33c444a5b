#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dkim/canonicalization.hpp"
#include "dkim/sha256.hpp"

namespace postern::dkim {

/// A signature field without the value of its b=, white space around the value included, all else as it is
/// (RFC 6376 §3.5, b=): how the field is signed. For DKIM-Signature, ARC-Message-Signature and ARC-Seal;
/// only a tag whose name is exactly "b" counts, and a field that has none stays as it is.
std::string without_signature(std::string_view raw_field);

/// The fields of a message, of which each signature signs those that its h= names. It copies them, so its
/// size is that of the header.
class SignedHeader {
 public:
  /// The next field from the top, as received, with or without its final CRLF; it has a colon. Gives its
  /// number, by which hash() knows a signature.
  std::size_t add(std::string_view raw_field);

  /// What a signature that is itself a field of this header signs (§3.7): the canonical form of the fields
  /// that `names` selects, then its own field, b= emptied, without final CRLF.
  ///
  /// A name stands for the lowest field of that name which was not named yet, and for nothing when there is
  /// none left (§5.4.2); case and white space around it do not count. The signature's own field is never
  /// selected. For a signature being made, add() its field first, with an empty b=.
  Digest hash(std::size_t signature, const std::vector<std::string>& names, Canonicalization how) const;
  /// What hash() is the hash of.
  std::string canonical(std::size_t signature, const std::vector<std::string>& names,
                        Canonicalization how) const;

 private:
  void append_selected(std::string& out, std::size_t signature, const std::vector<std::string>& names,
                       Canonicalization how) const;

  std::vector<std::string> fields_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;  // lower case; from the top
};

}  // namespace postern::dkim
