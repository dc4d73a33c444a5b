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
//  * It sets no limit on signatures, and its cost grows with their square: the excess is not given to it. (A
//    signature that covers fields named DKIM-Signature fails where there is such an excess.)

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

// Whether a CR stands before anything but LF, or an LF behind anything but CR.
bool has_stray_line_end(std::string_view text, char previous) {
  for (const char c : text) {
    if ((c == '\n') != (previous == '\r')) return true;
    previous = c;
  }
  return false;
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

OpendkimVerifier::OpendkimVerifier(DKIM_LIB* library, const Limits& limits)
    : max_signatures_(limits.max_signatures) {
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
  if (raw_field.find('\0') != raw_field.npos) trouble_ = "NUL in the header";
  if (raw_field.ends_with('\r') || has_stray_line_end(raw_field, '\0'))
    trouble_ = "bare CR or LF in the header";
  if (field.is("DKIM-Signature")) return add_candidate(raw_field, field.body());
  if (!feed(raw_field) && trouble_.empty()) trouble_ = "a header field cannot be processed";
}

void OpendkimVerifier::add_candidate(std::string_view raw_field, std::string_view body) {
  if (candidates_.size() == max_signatures_) {
    ++in_excess_;
    return;
  }
  candidates_.push_back({.field = parse_signature_field(body)});
  // Whatever it answers: it lists this signature, perhaps as a bad one.
  if (candidates_.back().field.report.result != Result::neutral) (void)feed(raw_field);
}

bool OpendkimVerifier::feed(std::string_view raw_field) {
  return dkim_header(message_.get(), octets(raw_field), raw_field.size()) == DKIM_STAT_OK;
}

std::vector<dns::Name> OpendkimVerifier::end_of_header() {
  match_candidates();
  std::vector<dns::Name> names;
  for (auto& [field, info, key_name, key_record] : candidates_) {
    if (field.is_decided()) continue;
    const auto name = dns::Name::parse(field.report.selector + "._domainkey." + field.report.domain);
    if (!trouble_.empty()) {
      decide(field.report, Result::permerror, trouble_);
    } else if (!name) {
      decide(field.report, Result::permerror, "s= and d= make no domain name");
    } else {
      key_name = *name;
      if (std::ranges::find(names, *name) == names.end()) names.push_back(*name);
      if (field.body_length) body_length_.emplace();
    }
  }
  if (names.empty()) message_.reset();  // and with it what every `info` refers to
  return names;
}

// The n-th signature of the library's list is the n-th that was fed.
void OpendkimVerifier::match_candidates() {
  DKIM_SIGINFO** list = nullptr;
  int count = 0;
  dkim_eoh(message_.get());
  if (dkim_getsiglist(message_.get(), &list, &count) != DKIM_STAT_OK) count = 0;
  const std::span infos(list, static_cast<std::size_t>(count));
  const auto is_fed = [](const Candidate& each) { return each.field.report.result != Result::neutral; };
  if (std::ranges::count_if(candidates_, is_fed) != count) {
    trouble_ = "the header cannot be processed";
    return;
  }
  auto next = infos.begin();
  for (auto& candidate : candidates_) {
    if (is_fed(candidate)) candidate.info = *next++;
  }
}

void OpendkimVerifier::body(std::string_view text) {
  if (!message_ || text.empty()) return;
  if (body_length_) body_length_->feed(text);
  if (has_stray_line_end(text, last_octet_)) trouble_ = "bare CR or LF in the body";
  last_octet_ = text.back();
  if (dkim_body(message_.get(), octets(text), text.size()) != DKIM_STAT_OK)
    trouble_ = "the body cannot be processed";
}

void OpendkimVerifier::set_key(const dns::Name& name, dns::Answer answer) {
  keys_[name] = std::move(answer);
}

std::vector<Signature> OpendkimVerifier::finish(std::chrono::system_clock::time_point now) {
  for (auto& candidate : candidates_) {
    if (!candidate.field.is_decided()) judge_times(candidate.field, now);
    if (!candidate.field.is_decided()) choose_key(candidate);
  }
  end_message();

  std::vector<Signature> reports;
  for (auto& candidate : candidates_) {
    if (!candidate.field.is_decided()) take_verdict(candidate);
    reports.push_back(candidate.field.report);
  }
  if (in_excess_ > 0) {
    reports.push_back({.result = Result::policy,
                       .reason = std::to_string(in_excess_) + " more signatures were not verified"});
  }
  return reports;
}

void OpendkimVerifier::end_message() {
  if (!message_) return;
  for (auto& candidate : candidates_) {
    if (candidate.field.is_decided() && candidate.info != nullptr) dkim_sig_ignore(candidate.info);
  }
  // RFC 6376 §3.4.3, §3.4.4: a line end is added to a body that lacks its last.
  if (last_octet_ == '\r') trouble_ = "bare CR or LF in the body";
  if (last_octet_ != '\n') dkim_body(message_.get(), octets(line_end), line_end.size());
  bool is_test_key = false;
  dkim_eom(message_.get(), &is_test_key);
}

void OpendkimVerifier::choose_key(Candidate& candidate) const {
  auto& report = candidate.field.report;
  const auto key = keys_.find(candidate.key_name);
  judge_key_answer(report, candidate.key_name, key == keys_.end() ? nullptr : &key->second);
  if (candidate.field.is_decided()) return;
  candidate.key_record = choose_key_record(key->second.texts);
  if (candidate.key_record.size() > max_library_key_record)
    decide(report, Result::permerror, "key record is too long");
}

DKIM_CBSTAT OpendkimVerifier::look_up_key(DKIM* message, DKIM_SIGINFO* info, u_char* buffer,
                                          std::size_t size) {
  const auto* verifier = static_cast<const OpendkimVerifier*>(dkim_get_user_context(message));
  const auto candidate = std::ranges::find(verifier->candidates_, info, &Candidate::info);
  if (candidate == verifier->candidates_.end()) return DKIM_CBSTAT_ERROR;
  const auto& record = candidate->key_record;
  if (record.size() >= size) return DKIM_CBSTAT_ERROR;
  *std::ranges::copy(record, buffer).out = '\0';
  return DKIM_CBSTAT_CONTINUE;
}

void OpendkimVerifier::take_verdict(Candidate& candidate) const {
  auto& [field, info, key_name, key_record] = candidate;
  auto& report = field.report;
  if (!trouble_.empty()) return decide(report, Result::permerror, trouble_);

  dkim_sig_getkeysize(info, &report.key_bits);
  if (report.algorithm == "ed25519-sha256") report.key_bits = 256;  // the library counts RSA only
  const auto flags = dkim_sig_getflags(info);
  const int error = dkim_sig_geterror(info);
  const bool header_verified = (flags & DKIM_SIGFLAG_PASSED) != 0;
  if (error != DKIM_SIGERROR_OK) return take_error(report, error, header_verified);
  if (!header_verified) return decide(report, Result::fail, "signature did not verify");
  if (dkim_sig_getbh(info) != DKIM_SIGBH_MATCH)
    return decide(report, Result::fail, "body hash did not verify");

  const bool is_test = (flags & DKIM_SIGFLAG_TESTKEY) != 0;
  decide(report, Result::pass, is_test ? "the key is a test (t=y)" : "");
  if (body_length_) judge_body_length(field, *body_length_);
}

}  // namespace postern::dkim
