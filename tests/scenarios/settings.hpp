#pragma once

#include "config/listener_config.hpp"
#include "script.hpp"

namespace postern::test {

/// The listener that a script's words of setting describe. A word that has no such value throws
/// std::runtime_error with the line.
ListenerConfig read_config(const Script& script);

/// Whether the word is one of those.
bool is_setting(const std::string& word);

[[noreturn]] void fail(const Step& step, const std::string& why);

}  // namespace postern::test
