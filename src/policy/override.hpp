#pragma once

#include <optional>
#include <vector>

#include "policy/decision.hpp"
#include "policy/rule.hpp"

namespace postern {

/// Whether DMARC failed and its policy asks for something other than `action`.
bool overrides_dmarc(const Verdict& verdict, Action action);

/// The reason that follows from what spoke for the message: a trusted forwarder before a mailing list before
/// local policy.
Override override_for(const std::vector<Evidence>& evidence, const MessageView& message);

}  // namespace postern
