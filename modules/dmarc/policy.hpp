#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::dmarc {

/// What a domain owner asks for when DMARC fails, from mild to strict: their order is that of severity.
enum class Policy : std::uint8_t { none, quarantine, reject };
/// "none", "quarantine", "reject".
std::string_view format(Policy policy);
/// In any case; nothing for another word.
std::optional<Policy> parse_policy(std::string_view text);

/// The tag that a policy comes from: p= for the name that publishes the record, sp= for names below it that
/// exist, np= for those that do not.
enum class PolicyTag : std::uint8_t { p, sp, np };
/// "p", "sp", "np".
std::string_view format(PolicyTag tag);

/// What a record asks for one author domain.
struct RequestedPolicy {
  Policy policy = Policy::none;  ///< after t=
  PolicyTag tag = PolicyTag::p;  ///< where it stands in the record
  bool testing = false;          ///< t=y: `policy` is one step milder than published
  bool operator==(const RequestedPolicy&) const = default;
};

}  // namespace postern::dmarc
