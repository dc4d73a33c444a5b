#pragma once

#include <chrono>
#include <string>

#include "dkim/body_length.hpp"
#include "dkim/result.hpp"
#include "dkim/signature_field.hpp"
#include "dns/answer.hpp"
#include "dns/name.hpp"

namespace postern::dkim {

// What can be said of a signature without computing anything, whatever the engine. Each rule leaves the
// report as it is, or decides it, giving the reason.

void decide(Signature& report, Result result, std::string reason);

/// x= has passed, or t= is yet to come: by more than 300 seconds, which honest clocks are not apart (RFC 6376
/// §3.5).
void judge_times(SignatureField& field, std::chrono::system_clock::time_point now);

/// There is no key, or it is not known whether there is; `answer` is null when the question was not answered
/// in time. `name` is the key's. What several records mean is said in key_record.hpp.
void judge_key_answer(Signature& report, const dns::Name& name, const dns::Answer* answer);

/// The signature verified, but its l= leaves a part of the body out, to which anything may have been added
/// (RFC 6376 §8.2).
void judge_body_length(SignatureField& field, const BodyLength& body);

}  // namespace postern::dkim
