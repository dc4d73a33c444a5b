#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arc/fields.hpp"

namespace postern::arc {

/// One of the three fields of a set, and where it stands.
template <class Body>
struct Placed {
  Body body;
  std::string raw_field;   ///< as received
  std::size_t number = 0;  ///< what the caller of ChainReader::add() calls it
};

/// ARC Set (RFC 8617 §4.2): what is missing is known only when the chain has a fault.
struct Set {
  int instance = 0;
  std::optional<Placed<ResultsField>> results;
  std::optional<Placed<MessageSignature>> signature;
  std::optional<Placed<Seal>> seal;

  bool is_complete() const { return results && signature && seal; }
};

/// The Authenticated Received Chain of a message (RFC 8617 §4.3), not verified yet.
struct Chain {
  std::vector<Set> sets;  ///< by instance
  /// Why it cannot be valid, by the structure alone (§5.2 steps 1 to 3); empty when it may be.
  std::string fault;
  /// The newest ARC-Seal says cv=fail: the chain ended there, and nobody goes on with it (§5.1, §5.2 step 2).
  bool is_ended = false;

  /// There is no ARC field at all.
  bool is_absent() const { return sets.empty() && fault.empty(); }
  /// The highest instance there is; 0 when no field has one.
  int highest_instance() const { return sets.empty() ? 0 : sets.back().instance; }
};

/// Collects the sets of a message, in whatever order their fields stand (RFC 8617 §5.2 step 1). Fields beyond
/// those that 50 sets have are not read.
class ChainReader {
 public:
  /// The next field of the header, of any name, with or without its final CRLF.
  void add(std::string_view raw_field, std::size_t number);
  Chain finish();

 private:
  template <class Body>
  void place(Body body, std::optional<Placed<Body>> Set::* member, std::string_view raw_field,
             std::size_t number);

  std::map<int, Set> sets_;
  std::size_t fields_ = 0;
  std::string fault_;
};

}  // namespace postern::arc
