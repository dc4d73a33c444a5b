#pragma once

#include <optional>
#include <string>
#include <vector>

#include "check/inspection.hpp"
#include "check/stored_message.hpp"
#include "cli/command_line.hpp"

namespace postern {

/// How a message is taken to have come, for `postern check`: what the command says, and what the file says
/// of the sender where the command does not. Nothing is guessed from Received fields.
struct CheckFacts {
  Arrival arrival;
  bool is_sender_known = false;
  std::vector<std::string> notes;    ///< what cannot be evaluated, in the same words for every message
  std::vector<std::string> remarks;  ///< of this message alone: what was taken from where, and what may be
};

/// `command` outlives the facts.
CheckFacts facts_of(const CheckCommand& command, const StoredMessage& message);

/// Why it cannot be told what DMARC says, and by which options it could, as a sentence without its full stop;
/// empty when it can.
std::string why_dmarc_is_unknown(const CheckFacts& facts, const Inspection& inspection);

/// What the topmost Received field says of the client, in the options of this command: "--ip 192.0.2.1 --helo
/// mail.example.com". Whoever wrote the field may have lied, unless it is one's own server. Empty when there
/// is no such field, or it names no address.
std::string received_hint(const mail::HeaderBlock& header);

}  // namespace postern
