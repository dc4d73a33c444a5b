#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "policy/config.hpp"
#include "policy/keys.hpp"

namespace postern {

/// A PolicyCondition, ready to be asked.
class Condition {
 public:
  /// What is wrong with it is a sentence without its full stop.
  static base::Result<Condition, std::string> make(const PolicyCondition& written);

  const PolicyKey& key() const { return *key_; }
  /// The fact that makes it hold; nothing when none does, as when the check was not made.
  std::optional<Fact> match(const MessageView& message) const;
  /// For a condition that does not hold: it is `key = false` of a key that makes exceptions, and this is the
  /// fact that makes one.
  std::optional<Fact> exception(const MessageView& message) const;
  /// Whether a single value would make it hold.
  bool admits(const Fact& fact) const;

 private:
  explicit Condition(const PolicyKey& key) : key_(&key) {}
  bool add(const std::string& value);
  bool is_word(const std::string& value) const;

  const PolicyKey* key_;
  std::vector<std::string> words_;  // of every kind, also <> and a listener
  DomainSet domains_;
  NetworkSet networks_;
};

}  // namespace postern
