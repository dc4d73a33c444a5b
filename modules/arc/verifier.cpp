// The steps of RFC 8617 §5.2. Steps 1 to 3 need the header alone and are taken at its end: when they fail,
// no key is asked for and no body hashed. Steps 4 to 6 are taken when all is there, and stop as the RFC does
// where a signature fails. One that could not be checked for want of its key does not stop them: what fails
// behind it makes the chain fail for certain.

#include "arc/verifier.hpp"

#include <algorithm>
#include <ranges>
#include <string>
#include <utility>

#include "arc/key.hpp"
#include "arc/seal_input.hpp"

namespace postern::arc {
namespace {

using Status = Check::Status;

Check fail(std::string reason) {
  return {Status::fail, std::move(reason)};
}

SetReport report_of(Set& set) {
  SetReport report{.instance = set.instance};
  if (set.seal) {
    report.seal_domain = set.seal->body.signer.domain;
    report.seal_selector = set.seal->body.signer.selector;
  }
  if (set.signature) {
    report.signature_domain = set.signature->body.signer.domain;
    report.signature_selector = set.signature->body.signer.selector;
  }
  if (set.results) report.results = std::move(set.results->body.results);
  return report;
}

void decide(Outcome& outcome, Result result, std::string reason) {
  if (outcome.result == Result::fail) return;
  if (outcome.result == Result::temperror && result != Result::fail) return;
  outcome.result = result;
  outcome.reason = std::move(reason);
}

// Counts a check that the chain needs.
void require(Outcome& outcome, int instance, std::string_view field, const Check& check) {
  if (check.status == Status::pass) return;
  const auto result = check.status == Status::temperror ? Result::temperror : Result::fail;
  decide(outcome, result, "i=" + std::to_string(instance) + ": " + std::string(field) + ": " + check.reason);
}

// By more than honest clocks are apart (RFC 6376 §3.5 allows such a tolerance).
bool has_expired(const MessageSignature& field, std::chrono::system_clock::time_point now) {
  if (!field.expiration) return false;
  const auto earliest = now.time_since_epoch() - std::chrono::seconds(300);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(earliest).count();
  return *field.expiration < static_cast<std::uint64_t>(seconds);
}

}  // namespace

void Verifier::header(std::string_view raw_field) {
  header_octets_ += raw_field.size();
  reader_.add(raw_field, header_.add(raw_field));
}

std::vector<dns::Name> Verifier::end_of_header() {
  chain_ = reader_.finish();
  if (chain_.is_absent() || !chain_.fault.empty()) {
    header_ = {};
    return {};
  }
  for (const auto& set : chain_.sets) {
    const auto& signature = set.signature->body;
    for (const auto* signer : {&signature.signer, &set.seal->body.signer}) {
      if (const auto name = key_name(*signer)) answers_.try_emplace(*name);
    }
    if (!signature.fault.empty()) continue;
    auto& hash = body_hashes_[static_cast<std::size_t>(signature.body_canonicalization)];
    if (!hash) hash.emplace(signature.body_canonicalization);
    if (signature.body_length) hash->also_of(*signature.body_length);
  }
  const auto names = answers_ | std::views::keys;
  return {names.begin(), names.end()};
}

void Verifier::body(std::string_view octets) {
  for (auto& hash : body_hashes_) {
    if (hash) hash->feed(octets);
  }
}

void Verifier::set_key(const dns::Name& name, dns::Answer answer) {
  const auto place = answers_.find(name);
  if (place != answers_.end()) place->second = std::move(answer);
}

const dns::Answer* Verifier::answer_for(const Signer& signer) const {
  const auto name = key_name(signer);
  const auto place = name ? answers_.find(*name) : answers_.end();
  return place != answers_.end() && place->second ? &*place->second : nullptr;
}

Check Verifier::check_message_signature(const Placed<MessageSignature>& placed,
                                        std::chrono::system_clock::time_point now) {
  const auto& field = placed.body;
  if (!field.fault.empty()) return fail(field.fault);
  if (has_expired(field, now)) return fail("signature expired");
  const auto& hash = body_hashes_[static_cast<std::size_t>(field.body_canonicalization)];
  const auto length = field.body_length.value_or(hash->length());
  const auto digest = field.body_length ? hash->digest_of(length) : hash->digest();
  if (!digest) return fail("l= is longer than the body");
  if (field.body_hash != dkim::octets_of(*digest)) return fail("body hash did not verify");
  // RFC 6376 §8.2: anything may have been added behind what l= covers.
  if (length < hash->length())
    return fail(std::to_string(hash->length() - length) + " octets of the body are not signed (l=)");
  const auto signed_digest = header_.hash(placed.number, field.field_names, field.header_canonicalization);
  return check_signature(field.signer, signed_digest, answer_for(field.signer), keys_);
}

// Step 4 for the newest, step 5 for the others.
void Verifier::check_message_signatures(Outcome& outcome, std::chrono::system_clock::time_point now) {
  std::size_t signed_octets = 0;
  for (std::size_t i = chain_.sets.size(); i-- > 0;) {
    const bool is_newest = i + 1 == chain_.sets.size();
    auto& report = outcome.sets[i];
    signed_octets += header_octets_;
    if (is_newest || signed_octets <= max_signed_octets)
      report.signature = check_message_signature(*chain_.sets[i].signature, now);
    if (is_newest) require(outcome, report.instance, "ARC-Message-Signature", report.signature);
    if (report.signature.status == Status::pass) continue;
    if (!is_newest) outcome.oldest_pass = report.instance + 1;
    return;
  }
}

// Step 6.
void Verifier::check_seals(Outcome& outcome) {
  const auto digests = seal_digests(chain_.sets);
  for (std::size_t i = chain_.sets.size(); i-- > 0 && outcome.result != Result::fail;) {
    const auto& signer = chain_.sets[i].seal->body.signer;
    auto& report = outcome.sets[i];
    report.seal = check_signature(signer, digests[i], answer_for(signer), keys_);
    require(outcome, report.instance, "ARC-Seal", report.seal);
  }
}

Outcome Verifier::finish(std::chrono::system_clock::time_point now) {
  Outcome outcome;
  if (chain_.is_absent()) return outcome;
  for (auto& set : chain_.sets) outcome.sets.push_back(report_of(set));
  outcome.is_ended = chain_.is_ended;
  if (!chain_.fault.empty()) return decide(outcome, Result::fail, chain_.fault), outcome;

  for (auto& hash : body_hashes_) {
    if (hash) hash->finish();
  }
  outcome.result = Result::pass;
  check_message_signatures(outcome, now);
  if (outcome.result != Result::fail) check_seals(outcome);
  if (outcome.result != Result::pass) outcome.oldest_pass = 0;
  return outcome;
}

}  // namespace postern::arc
