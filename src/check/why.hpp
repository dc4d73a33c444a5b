#pragma once

#include <string>
#include <vector>

#include "check/checked_message.hpp"

namespace postern {

/// Why it came out as it did, for who does not read the rest: what DMARC says and which identifier made it
/// so, what was probably done to the message on its way, what the ARC chain is worth, and what decided.
/// Sentences, each with its full stop; they may hold text from the message.
std::vector<std::string> why(const CheckedMessage& message);

/// Its part about DMARC, for a message whose verdict has it (why_dmarc.cpp).
using Sentences = std::vector<std::string>;
void tell_dmarc(const CheckedMessage& message, Sentences& sentences);

}  // namespace postern
