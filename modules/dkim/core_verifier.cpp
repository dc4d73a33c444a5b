// The header is kept, the body hashed as it comes, once for each canonicalization that some signature uses.
// At the end each signature takes the steps of RFC 6376 §6.1 in their order, the dear ones last: the field
// itself, its times, the key, the body hash, and only for what is left the hash of the header and the public
// key operation. So a signature over another body costs no more than a comparison.

#include "dkim/core_verifier.hpp"

#include <algorithm>
#include <utility>

#include "dkim/rules.hpp"
#include "mail/header_field.hpp"

namespace postern::dkim {

void CoreVerifier::header(std::string_view raw_field) {
  const auto field = mail::HeaderField::raw(std::string(raw_field));
  StrayLineEnds stray;
  stray.feed(raw_field);
  if (stray.found()) trouble_ = "bare CR or LF in the header";
  // Programs that take fields as C strings would not see what was signed.
  if (raw_field.find('\0') != raw_field.npos) trouble_ = "NUL in the header";
  signatures_.add(field, header_.add(raw_field));
}

std::vector<dns::Name> CoreVerifier::end_of_header() {
  candidates_ = signatures_.choose(limits_.max_signatures);
  std::vector<dns::Name> names;
  for (auto& [field, number, original] : candidates_) {
    if (field.is_decided() || number != original) continue;
    if (!trouble_.empty()) {
      decide(field.report, Result::permerror, trouble_);
      continue;
    }
    prepare_body_hash(field);
    if (std::ranges::find(names, field.key_name) == names.end()) names.push_back(field.key_name);
  }
  return names;
}

void CoreVerifier::prepare_body_hash(const SignatureField& field) {
  const auto how = field.body_canonicalization;
  auto& hash = bodies_.try_emplace(how, how).first->second;
  if (field.body_length) hash.also_of(*field.body_length);
}

void CoreVerifier::body(std::string_view octets) {
  if (bodies_.empty()) return;
  stray_line_ends_.feed(octets);
  for (auto& [how, hash] : bodies_) hash.feed(octets);
}

void CoreVerifier::set_key(const dns::Name& name, dns::Answer answer) {
  answers_[name] = std::move(answer);
}

std::vector<Signature> CoreVerifier::finish(std::chrono::system_clock::time_point now) {
  for (auto& [how, hash] : bodies_) hash.finish();
  if (stray_line_ends_.found()) trouble_ = "bare CR or LF in the body";

  std::map<std::size_t, Signature> by_number;
  std::vector<Signature> reports;
  for (const auto& candidate : candidates_) {
    const bool is_repeat = candidate.number != candidate.original;
    reports.push_back(is_repeat ? by_number.at(candidate.original) : verify(candidate, now));
    by_number[candidate.number] = reports.back();
  }
  if (const auto excess = signatures_.count() - candidates_.size(); excess > 0) {
    reports.push_back(
        {.result = Result::policy, .reason = std::to_string(excess) + " more signatures were not verified"});
  }
  return reports;
}

Signature CoreVerifier::verify(const Candidate& candidate, std::chrono::system_clock::time_point now) {
  auto field = candidate.field;
  if (!field.is_decided() && !trouble_.empty()) decide(field.report, Result::permerror, trouble_);
  if (!field.is_decided()) judge_times(field, now);
  if (field.is_decided()) return field.report;
  const auto answer = answers_.find(field.key_name);
  judge_key_answer(field.report, field.key_name, answer == answers_.end() ? nullptr : &answer->second);
  return field.is_decided() ? field.report : verify_with_keys(candidate, answer->second.texts);
}

// Of several keys the first with which it passes; else one with which it failed, else what is wrong with the
// first.
Signature CoreVerifier::verify_with_keys(const Candidate& candidate, const std::vector<std::string>& texts) {
  std::vector<Signature> attempts;
  for (const auto text : choose_key_records(texts, limits_.max_keys)) {
    auto field = candidate.field;
    const auto record = keys_.read(text);
    if (record->has_value())
      verify_with_key(field, candidate.number, **record);
    else
      decide(field.report, Result::permerror, record->error());
    const auto result = field.report.result;
    attempts.push_back(std::move(field.report));
    if (result == Result::pass || result == Result::policy) return attempts.back();
  }
  const auto failed = std::ranges::find(attempts, Result::fail, &Signature::result);
  return failed == attempts.end() ? attempts.front() : *failed;
}

void CoreVerifier::verify_with_key(SignatureField& field, std::size_t number, const KeyRecord& record) {
  judge_key(field, record, limits_);
  if (!field.is_decided()) judge_body(field);
  if (!field.is_decided()) judge_signature(field, number, *record.key);
  if (record.is_test) remark_test(field.report);
}

// Once for a signature, however many keys are tried.
const Digest& CoreVerifier::header_hash(const SignatureField& field, std::size_t number) {
  const auto known = header_hashes_.find(number);
  if (known != header_hashes_.end()) return known->second;
  return header_hashes_[number] = header_.hash(number, field.fields, field.header_canonicalization);
}

void CoreVerifier::judge_body(SignatureField& field) const {
  const auto& body = bodies_.at(field.body_canonicalization);
  const auto digest = field.body_length ? body.digest_of(*field.body_length) : body.digest();
  if (!digest) return decide(field.report, Result::permerror, "l= is more than the body has");
  if (octets_of(*digest) != field.body_hash) decide(field.report, Result::fail, "body hash did not verify");
}

void CoreVerifier::judge_signature(SignatureField& field, std::size_t number, const PublicKey& key) {
  ++verifications_;
  if (!key.verify(header_hash(field, number), field.signature))
    return decide(field.report, Result::fail, "signature did not verify");
  decide(field.report, Result::pass, "");
  judge_body_length(field, bodies_.at(field.body_canonicalization).length(), limits_.partial_body);
}

}  // namespace postern::dkim
