#include "dkim/rules.hpp"

#include <utility>

namespace postern::dkim {

namespace {

constexpr std::uint64_t clock_tolerance = 300;  // seconds

std::string size_of(const PublicKey& key) {
  return "RSA key of " + std::to_string(key.bits()) + " bits";
}

}  // namespace

void decide(Signature& report, Result result, std::string reason) {
  report.result = result;
  report.reason = std::move(reason);
}

void judge_times(SignatureField& field, std::chrono::system_clock::time_point now) {
  const auto since_1970 = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  const auto seconds = static_cast<std::uint64_t>(since_1970);
  const auto earliest = seconds > clock_tolerance ? seconds - clock_tolerance : 0;
  if (field.expiration && *field.expiration < earliest) {
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

void judge_key(SignatureField& field, const KeyRecord& record, const Limits& limits) {
  const auto refuse = [&](std::string reason) { decide(field.report, Result::permerror, std::move(reason)); };
  if (!record.is_for_email) return refuse("the key is not for email (s=)");
  if (record.is_for_domain_only && field.is_for_subdomain)
    return refuse("the key is not for subdomains (t=s), and i= names one");
  if (!record.accepts_sha256) return refuse("the key does not accept sha256 (h=)");
  if (!record.key) return refuse("key revoked");
  if (record.type != field.key_type)
    return refuse("the key is of " + std::string(format(record.type)) + ", not " +
                  std::string(format(field.key_type)));
  field.report.key_bits = record.key->bits();
  if (record.type != KeyType::rsa) return;
  if (record.key->bits() < limits.min_rsa_bits) refuse(size_of(*record.key) + " is too short (RFC 8301)");
  if (record.key->bits() > limits.max_rsa_bits) refuse(size_of(*record.key) + " is too long");
}

void judge_body_length(SignatureField& field, std::uint64_t length, PartialBody policy) {
  if (!field.body_length || *field.body_length >= length || policy == PartialBody::accept) return;
  const auto result = policy == PartialBody::annotate ? Result::pass : Result::policy;
  decide(field.report, result,
         "l= covers " + std::to_string(*field.body_length) + " of " + std::to_string(length) +
             " octets of the body");
}

void remark_test(Signature& report) {
  if (!report.reason.empty()) report.reason += "; ";
  report.reason += "the key is a test (t=y)";
}

}  // namespace postern::dkim
