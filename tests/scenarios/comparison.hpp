#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dns/zone.hpp"
#include "message_tap.hpp"
#include "server/gate.hpp"

namespace postern::test {

/// Puts each message that a session has judged through inspect(), with the facts that the session has logged,
/// and sees that results, decision, rule and reason are the same. `log` is the session's, as JSON. Returns
/// how many messages were compared; throws std::runtime_error that says what differs.
std::size_t compare_with_inspection(const std::vector<TappedMessage>& messages, const std::string& log,
                                    const Gate& gate, const dns::Zone& zone);

}  // namespace postern::test
