#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/listener_config.hpp"

namespace postern {

/// Why a key has never a value at this listener, or is never true; nothing when it can be. A clause, such as
/// "the check behind 'x-ptr' is not made".
std::optional<std::string> never_known(std::string_view key, const ListenerConfig& config);

}  // namespace postern
