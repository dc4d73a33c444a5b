#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "policy/condition.hpp"
#include "policy/reply_template.hpp"

namespace postern {

/// A condition that holds, and why.
struct Evidence {
  const PolicyKey* key = nullptr;
  Fact fact;
};

/// What a rule has to do with a message.
struct RuleMatch {
  enum class Status : std::uint8_t {
    no,        ///< it does not ask for such a message
    excepted,  ///< it would apply, but makes an exception that somebody vouches for
    held_up,   ///< it would apply, but makes an exception for a claim that anybody can make
    applies,
  };
  Status status = Status::no;
  std::vector<Evidence> evidence;    ///< of `when`
  std::vector<Evidence> exceptions;  ///< what excepts the message
};

/// Speaks for the message, and nobody vouches for it.
bool rests_on_claims(const std::vector<Evidence>& evidence);

/// A PolicyRule, ready to be asked.
class Rule {
 public:
  /// What is wrong with it is a sentence without its full stop.
  static base::Result<Rule, std::string> make(PolicyRule written, bool is_preset);

  RuleMatch match(const MessageView& message) const;
  /// "postern.toml:12", "preset enforce:4".
  std::string name() const;
  const PolicyRule& written() const { return written_; }
  RuleAction action() const { return written_.action; }
  bool is_preset() const { return is_preset_; }
  const ReplyTemplate& reply() const { return reply_; }
  const Template& reason() const { return reason_; }
  /// Names of fields and what they say.
  const std::vector<std::pair<std::string, Template>>& fields() const { return fields_; }
  /// Whether it asks for the recipient's domain such that the two are not the same to it, or writes it down.
  bool tells_apart(std::string_view domain, std::string_view other) const;

 private:
  std::optional<std::vector<Evidence>> match_unless(const MessageView& message) const;
  Rule(PolicyRule written, bool is_preset) : written_(std::move(written)), is_preset_(is_preset) {}

  PolicyRule written_;
  bool is_preset_;
  std::vector<Condition> when_;
  std::vector<Condition> unless_;
  ReplyTemplate reply_;
  Template reason_;
  std::vector<std::pair<std::string, Template>> fields_;
};

}  // namespace postern
