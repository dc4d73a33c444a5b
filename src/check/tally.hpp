#pragma once

#include <cstddef>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "check/inspection.hpp"

namespace postern {

/// What came out of many messages, counted.
class CheckTally {
 public:
  void add(const Inspection& inspection, const std::vector<std::string>& notes);
  /// How many messages were counted.
  std::size_t messages() const { return messages_; }

  /// A table: how the messages were decided about, how often each method had each result, and what was noted
  /// of how many.
  void print(std::ostream& out) const;

 private:
  using Counts = std::map<std::string, std::size_t>;

  std::string text_of_decisions() const;

  std::map<std::string, Counts> results_;  ///< by method
  Counts decisions_;
  Counts unknown_;  ///< by decision, those of which DMARC is not known
  Counts notes_;
  std::size_t messages_ = 0;
};

}  // namespace postern
