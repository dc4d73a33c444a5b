// libopendkim hashes and verifies; what comes of it is decided here. A signature whose ending is known
// without the library (bad syntax, rsa-sha1, expired, no key) is marked as ignored before its end of message.
// So it asks for keys that are there, and need not be told that one could not be had: it would leave that
// signature undecided.
//
// Where the library alone would be wrong:
//  * An altered body leaves the PASSED flag set. A pass is PASSED, a body hash that matches, and no error.
//  * It accepts rsa-sha1 and any q=, takes the last of two tags of one name, and looks for From in the first
//    4,096 octets of h=, where a longer word may be cut to "from": signature_field.cpp is asked before it is.
//  * Text added behind the octets that l= covers passes: rules.cpp makes it a `policy`.
//  * It gives up, with no verdict for any signature, at a body that does not end in CRLF: one is added.
//  * "relaxed" drops a bare CR or LF, so that one may be added: nothing passes with such a one.
//  * Fields are C strings to it. What stands behind a NUL would be neither hashed nor missed: nothing passes.
//  * It sets no limit on signatures, and its cost grows with their square: only those that are looked at are
//    given to it. (A signature that covers fields named DKIM-Signature fails where others are left out.)

#include "dkim/opendkim_verifier.hpp"

#include <algorithm>
#include <new>
#include <span>
#include <utility>

#include "dkim/key_record.hpp"
#include "dkim/rules.hpp"
#include "mail/header_field.hpp"

namespace postern::dkim {
namespace {

// What the library has room for: enough for RSA of some 5,500 bits.
constexpr std::size_t max_library_key_record = 1024;

constexpr std::string_view line_end = "\r\n";

// The library's pointers are not to const, though it writes through none of these.
u_char* octets(std::string_view text) {
  return reinterpret_cast<u_char*>(const_cast<char*>(text.data()));
}

// What the library found wrong, in the classes of RFC 6376 §6.1: what does not verify is a fail, all else an
// error.
void take_error(Signature& report, int error, bool header_verified) {
  switch (error) {
    case DKIM_SIGERROR_BADSIG:
      return decide(report, Result::fail,
                    header_verified ? "body hash did not verify" : "signature did not verify");
    case DKIM_SIGERROR_KEYREVOKED:
      return decide(report, Result::permerror, "key revoked");
    case DKIM_SIGERROR_KEYTOOSMALL:
      return decide(report, Result::permerror,
                    "RSA key of " + std::to_string(report.key_bits) + " bits is too short (RFC 8301)");
    case DKIM_SIGERROR_UNKNOWN:
      return decide(report, Result::temperror, "not verified: no resources");
    default:
      const char* text = dkim_sig_geterrorstr(error);
      return decide(report, Result::permerror, text != nullptr ? text : "cannot be verified");
  }
}

}  // namespace

OpendkimVerifier::OpendkimVerifier(DKIM_LIB* library, const Limits& limits) : limits_(limits) {
  DKIM_STAT status = DKIM_STAT_OK;
  message_.reset(dkim_verify(library, octets("message"), nullptr, &status));
  if (!message_) throw std::bad_alloc();
  dkim_set_user_context(message_.get(), this);
}

void OpendkimVerifier::header(std::string_view raw_field) {
  const auto field = mail::HeaderField::raw(std::string(raw_field));
  // The library refuses such a name. No signature could cover it either, since a semicolon ends h=.
  if (field.name().find(';') != std::string_view::npos) return;
  if (raw_field.ends_with(line_end)) raw_field.remove_suffix(line_end.size());
  StrayLineEnds stray;
  stray.feed(raw_field);
  if (stray.found()) trouble_ = "bare CR or LF in the header";
  if (raw_field.find('\0') != raw_field.npos) trouble_ = "NUL in the header";
  signatures_.add(field, signature_fields_.size());
  if (field.is("DKIM-Signature"))
    signature_fields_.emplace_back(raw_field);
  else if (!feed(raw_field) && trouble_.empty())
    trouble_ = "a header field cannot be processed";
}

bool OpendkimVerifier::feed(std::string_view raw_field) {
  return dkim_header(message_.get(), octets(raw_field), raw_field.size()) == DKIM_STAT_OK;
}

std::vector<dns::Name> OpendkimVerifier::end_of_header() {
  for (auto& candidate : signatures_.choose(limits_.max_signatures)) {
    auto& report = candidate.field.report;
    if (!candidate.field.is_decided() && !trouble_.empty()) decide(report, Result::permerror, trouble_);
    entries_.push_back({.candidate = std::move(candidate), .key_record = ""});
  }
  feed_signatures();

  std::vector<dns::Name> names;
  for (const auto& [candidate, info, key_record] : entries_) {
    if (info == nullptr) continue;
    const auto& field = candidate.field;
    if (std::ranges::find(names, field.key_name) == names.end()) names.push_back(field.key_name);
    if (field.body_length) body_length_.emplace();
  }
  if (names.empty()) message_.reset();  // and with it what every `info` refers to
  return names;
}

// The n-th signature of the library's list is the n-th that was fed.
void OpendkimVerifier::feed_signatures() {
  std::vector<Entry*> fed;
  for (auto& entry : entries_) {
    const auto& [field, number, original] = entry.candidate;
    if (field.is_decided() || number != original) continue;
    (void)feed(signature_fields_[number]);  // whatever it answers, it lists this one, perhaps as a bad one
    fed.push_back(&entry);
  }
  DKIM_SIGINFO** list = nullptr;
  int count = 0;
  dkim_eoh(message_.get());
  if (dkim_getsiglist(message_.get(), &list, &count) != DKIM_STAT_OK) count = 0;
  const bool is_complete = fed.size() == static_cast<std::size_t>(count);
  for (std::size_t index = 0; index < fed.size(); ++index) {
    if (is_complete)
      fed[index]->info = list[index];
    else
      decide(fed[index]->candidate.field.report, Result::permerror, "the header cannot be processed");
  }
}

void OpendkimVerifier::body(std::string_view text) {
  if (!message_ || text.empty()) return;
  if (body_length_) body_length_->feed(text);
  stray_line_ends_.feed(text);
  ends_line_ = text.back() == '\n';
  if (dkim_body(message_.get(), octets(text), text.size()) != DKIM_STAT_OK)
    trouble_ = "the body cannot be processed";
}

void OpendkimVerifier::set_key(const dns::Name& name, dns::Answer answer) {
  keys_[name] = std::move(answer);
}

std::vector<Signature> OpendkimVerifier::finish(std::chrono::system_clock::time_point now) {
  for (auto& entry : entries_) {
    if (entry.info == nullptr) continue;
    judge_times(entry.candidate.field, now);
    if (!entry.candidate.field.is_decided()) choose_key(entry);
  }
  end_message();

  std::map<std::size_t, Signature> by_number;
  std::vector<Signature> reports;
  for (auto& entry : entries_) {
    const auto& candidate = entry.candidate;
    if (!candidate.field.is_decided() && entry.info != nullptr) take_verdict(entry);
    const bool is_repeat = candidate.number != candidate.original;
    reports.push_back(is_repeat ? by_number.at(candidate.original) : candidate.field.report);
    by_number[candidate.number] = reports.back();
  }
  if (const auto excess = signatures_.count() - entries_.size(); excess > 0) {
    reports.push_back(
        {.result = Result::policy, .reason = std::to_string(excess) + " more signatures were not verified"});
  }
  return reports;
}

void OpendkimVerifier::end_message() {
  if (!message_) return;
  for (auto& [candidate, info, key_record] : entries_) {
    if (candidate.field.is_decided() && info != nullptr) dkim_sig_ignore(info);
  }
  if (stray_line_ends_.found()) trouble_ = "bare CR or LF in the body";
  // RFC 6376 §3.4.3, §3.4.4: a line end is added to a body that lacks its last.
  if (!ends_line_) dkim_body(message_.get(), octets(line_end), line_end.size());
  bool is_test_key = false;
  dkim_eom(message_.get(), &is_test_key);
}

void OpendkimVerifier::choose_key(Entry& entry) const {
  auto& field = entry.candidate.field;
  const auto key = keys_.find(field.key_name);
  judge_key_answer(field.report, field.key_name, key == keys_.end() ? nullptr : &key->second);
  if (field.is_decided()) return;
  entry.key_record = choose_key_records(key->second.texts, 1).front();
  if (entry.key_record.size() > max_library_key_record)
    decide(field.report, Result::permerror, "key record is too long");
}

DKIM_CBSTAT OpendkimVerifier::look_up_key(DKIM* message, DKIM_SIGINFO* info, u_char* buffer,
                                          std::size_t size) {
  const auto* verifier = static_cast<const OpendkimVerifier*>(dkim_get_user_context(message));
  const auto entry = std::ranges::find(verifier->entries_, info, &Entry::info);
  if (entry == verifier->entries_.end()) return DKIM_CBSTAT_ERROR;
  const auto& record = entry->key_record;
  if (record.size() >= size) return DKIM_CBSTAT_ERROR;
  *std::ranges::copy(record, buffer).out = '\0';
  return DKIM_CBSTAT_CONTINUE;
}

void OpendkimVerifier::take_verdict(Entry& entry) const {
  auto& field = entry.candidate.field;
  auto& report = field.report;
  if (!trouble_.empty()) return decide(report, Result::permerror, trouble_);

  dkim_sig_getkeysize(entry.info, &report.key_bits);
  if (field.key_type == KeyType::ed25519) report.key_bits = 256;  // the library counts RSA only
  const auto flags = dkim_sig_getflags(entry.info);
  const int error = dkim_sig_geterror(entry.info);
  const bool header_verified = (flags & DKIM_SIGFLAG_PASSED) != 0;
  if (error != DKIM_SIGERROR_OK)
    take_error(report, error, header_verified);
  else if (!header_verified)
    decide(report, Result::fail, "signature did not verify");
  else if (dkim_sig_getbh(entry.info) != DKIM_SIGBH_MATCH)
    decide(report, Result::fail, "body hash did not verify");
  else
    decide(report, Result::pass, "");

  const bool is_relaxed = field.body_canonicalization == Canonicalization::relaxed;
  if (report.result == Result::pass && body_length_)
    judge_body_length(field, is_relaxed ? body_length_->relaxed() : body_length_->simple(),
                      limits_.partial_body);
  if ((flags & DKIM_SIGFLAG_TESTKEY) != 0) remark_test(report);
}

}  // namespace postern::dkim
