#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/circumstances.hpp"
#include "policy/lists.hpp"
#include "verify/verdict.hpp"

namespace postern {

/// One message for one recipient, as rules see it.
struct MessageView {
  const Verdict& verdict;
  const Circumstances& circumstances;
  std::string_view recipient_domain;
  std::optional<ListMatch> allowed;
  std::optional<ListMatch> denied;
};

/// What a fact is worth when it speaks for a message.
enum class Weight : std::uint8_t {
  plain,     ///< a result or a circumstance: it speaks for nobody
  claimed,   ///< anybody can write or say it
  verified,  ///< somebody whom we believe vouches for the message, or we know who brings it
};

/// One value that a key has for a message.
struct Fact {
  std::string value;
  Weight weight = Weight::plain;
  std::string detail = {};  ///< what is behind a "true": the list, the entry, the sealer
  bool operator==(const Fact&) const = default;
};

/// What a rule may ask about.
struct PolicyKey {
  enum class Kind : std::uint8_t {
    word,      ///< one of `words`
    boolean,   ///< true or false
    domain,    ///< `example.com`, or `.example.com` for what is below it; <> for the sender that is none
    network,   ///< of addresses
    list,      ///< true or false, or an identifier of a mailing list, written as a domain
    listener,  ///< as `listen` has it
  };

  std::string name;
  Kind kind = Kind::word;
  std::vector<std::string> words;
  /// All values it has: none when the check was not made. A boolean always has one.
  std::function<std::vector<Fact>(const MessageView&)> facts;
  /// "= false" makes an exception for those who have it, rather than asking for something.
  bool excepts = false;
};

/// The whole table.
std::span<const PolicyKey> policy_keys();
const PolicyKey* find_policy_key(std::string_view name);
std::span<const std::string> policy_key_names();

}  // namespace postern
