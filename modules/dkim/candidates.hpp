#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "dkim/signature_field.hpp"
#include "mail/header_field.hpp"

namespace postern::dkim {

/// A DKIM-Signature field that is looked at.
struct Candidate {
  SignatureField field;
  std::size_t number = 0;    ///< what its engine knows the field by
  std::size_t original = 0;  ///< the number of the topmost field of the same octets: mostly its own
};

/// The DKIM-Signature fields of a message, and which of them are looked at when there are too many.
///
/// First those that may verify and whose d= is likely to align with an author domain, because they decide
/// what DMARC says; then the others that may verify; then those that are broken, then those that repeat
/// another. Of equals the upper ones, which were put there later.
class Candidates {
 public:
  /// The next field from the top, well-formed. From and DKIM-Signature count. `number` rises.
  void add(const mail::HeaderField& field, std::size_t number);

  /// How many signatures there are.
  std::size_t count() const { return signatures_.size(); }
  /// At most `max` of them, in the order of the header; at its end.
  std::vector<Candidate> choose(std::size_t max) const;

 private:
  std::vector<Candidate> signatures_;
  std::unordered_map<std::string, std::size_t> numbers_;  // by octets
  std::set<std::string, std::less<>> authors_;            // the last two labels of each domain in From
};

}  // namespace postern::dkim
