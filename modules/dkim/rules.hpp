#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "dkim/key_record.hpp"
#include "dkim/limits.hpp"
#include "dkim/result.hpp"
#include "dkim/signature_field.hpp"
#include "dns/answer.hpp"
#include "dns/name.hpp"

namespace postern::dkim {

// What can be said of a signature without computing anything, whatever the engine. Each rule leaves the
// report as it is, or decides it, giving the reason.

void decide(Signature& report, Result result, std::string reason);

/// x= has passed, or t= is yet to come: by more than 300 seconds, which honest clocks are not apart (RFC 6376
/// §3.5 allows such a tolerance).
void judge_times(SignatureField& field, std::chrono::system_clock::time_point now);

/// There is no key, or it is not known whether there is; `answer` is null when the question was not answered
/// in time. `name` is the key's. What several records mean is said in key_record.hpp.
void judge_key_answer(Signature& report, const dns::Name& name, const dns::Answer* answer);

/// The key may not be used for this signature: RFC 6376 §6.1.2, RFC 8301 §3.2.
void judge_key(SignatureField& field, const KeyRecord& record, const Limits& limits);

/// The signature verified, and l= covers so many octets of a canonical body of `length`.
void judge_body_length(SignatureField& field, std::uint64_t length, PartialBody policy);

/// The domain only tries DKIM out (RFC 6376 §3.6.1, t=y): a remark, whatever the result.
void remark_test(Signature& report);

}  // namespace postern::dkim
