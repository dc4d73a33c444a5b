#pragma once

#include "check/checked_message.hpp"
#include "check/story.hpp"

namespace postern {

/// The story of a message for a postmaster, section by section. `verbose` adds what was signed, to the octet.
void explain(Story& story, const CheckedMessage& message, bool verbose);

// Its sections.
void explain_client(Story& story, const CheckedMessage& message);
void explain_dns(Story& story, const CheckedMessage& message);
void explain_spf(Story& story, const CheckedMessage& message);
void explain_dkim(Story& story, const CheckedMessage& message, bool verbose);
void explain_dmarc(Story& story, const CheckedMessage& message);
void explain_arc(Story& story, const CheckedMessage& message);
void explain_policy(Story& story, const CheckedMessage& message);

/// "TXT s1._domainkey.example.com: \"v=DKIM1...\"": the data of an answer, or how it ended.
std::string describe(const dns::Exchange& exchange);

}  // namespace postern
