#include "dkim/rules.hpp"

#include <cstdint>
#include <utility>

namespace postern::dkim {

namespace {
constexpr std::uint64_t clock_tolerance = 300;  // seconds
}

void decide(Signature& report, Result result, std::string reason) {
  report.result = result;
  report.reason = std::move(reason);
}

void judge_times(SignatureField& field, std::chrono::system_clock::time_point now) {
  const auto since_1970 = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  const auto seconds = static_cast<std::uint64_t>(since_1970);
  if (field.expiration && *field.expiration < seconds) {
    decide(field.report, Result::permerror, "signature expired");
  } else if (field.timestamp && *field.timestamp > seconds + clock_tolerance) {
    decide(field.report, Result::permerror, "signature made in the future");
  }
}

void judge_key_answer(Signature& report, const dns::Name& name, const dns::Answer* answer) {
  if (answer == nullptr) {
    decide(report, Result::temperror, "key lookup did not finish in time");
  } else if (answer->is_temporary_failure()) {
    decide(report, Result::temperror, std::string(dns::format(answer->status)) + " for " + name.text());
  } else if (answer->texts.empty()) {
    decide(report, Result::permerror, "no key for " + name.text());
  }
}

void judge_body_length(SignatureField& field, const BodyLength& body) {
  if (!field.body_length) return;
  const auto length = field.relaxed_body ? body.relaxed() : body.simple();
  if (*field.body_length >= length) return;
  decide(field.report, Result::policy,
         std::to_string(length - *field.body_length) + " octets of the body are not signed (l=)");
}

}  // namespace postern::dkim
