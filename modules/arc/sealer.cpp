// Each signature is made over its own field with an empty b=, which is then filled in. Values are folded so
// that no line is longer than 78; where there is no blank in them, base64 and h= allow folds anywhere.
//
// Which fields are signed: those of RFC 6376 §5.4.1 that tell what a reader is shown, and DKIM-Signature (RFC
// 8617 §4.1.2). Not those that others remove or add on the way (Received, Return-Path,
// Authentication-Results), and none of ARC. A field of which a message has one at most is named once more
// than it is there, so that none can be added.

#include "arc/sealer.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "arc/chain.hpp"
#include "arc/seal_input.hpp"
#include "arc/tags.hpp"
#include "base/ascii.hpp"
#include "dkim/base64.hpp"
#include "dkim/signed_header.hpp"
#include "mail/idna.hpp"

namespace postern::arc {
namespace {

constexpr std::string_view fold = "\r\n\t";
// Octets of base64 in a line, with its tab.
constexpr std::size_t folded_width = 72;

constexpr std::array<std::string_view, 6> signed_beyond_their_number{"from",    "to",   "cc",
                                                                     "subject", "date", "message-id"};
constexpr std::array<std::string_view, 23> signed_names{"from",
                                                        "to",
                                                        "cc",
                                                        "subject",
                                                        "date",
                                                        "message-id",
                                                        "sender",
                                                        "reply-to",
                                                        "in-reply-to",
                                                        "references",
                                                        "resent-date",
                                                        "resent-from",
                                                        "resent-to",
                                                        "resent-cc",
                                                        "list-id",
                                                        "list-unsubscribe",
                                                        "list-post",
                                                        "list-unsubscribe-post",
                                                        "mime-version",
                                                        "content-type",
                                                        "content-transfer-encoding",
                                                        "content-disposition",
                                                        "dkim-signature"};

std::vector<std::string> choose_names(const mail::HeaderBlock& header) {
  std::vector<std::string> names;
  for (const auto name : signed_names) names.insert(names.end(), header.count(name), std::string(name));
  names.insert(names.end(), signed_beyond_their_number.begin(), signed_beyond_their_number.end());
  return names;
}

std::string format_names(const std::vector<std::string>& names) {
  std::string text = "h=";
  std::size_t column = 1 + text.size();
  for (bool is_first = true; const auto& name : names) {
    if (!is_first) text += ':', ++column;
    if (column + name.size() + 1 > folded_width) text += fold, column = 1;
    text += name;
    column += name.size();
    is_first = false;
  }
  return text;
}

std::string folded_base64(std::string_view octets) {
  const std::string digits = dkim::format_base64(octets);
  std::string text;
  for (std::size_t at = 0; at < digits.size(); at += folded_width) {
    text += fold;
    text += digits.substr(at, folded_width);
  }
  return text;
}

ChainStatus status_of(Result result) {
  switch (result) {
    using enum Result;
    case none:
      return ChainStatus::none;
    case pass:
      return ChainStatus::pass;
    case fail:
      return ChainStatus::fail;
    // RFC 8617 §5.2.1: DNS failures are permanent.
    case temperror:
      return ChainStatus::fail;
  }
  return ChainStatus::fail;
}

// The sets that a new seal covers beside its own (RFC 8617 §5.1.1); none when they are no chain (§5.1.2).
std::vector<Set> sealed_before(const mail::HeaderBlock& header, ChainStatus status) {
  if (status != ChainStatus::pass) return {};
  ChainReader reader;
  for (const auto& entry : header) {
    if (!entry.field.is_malformed()) reader.add(entry.field.raw(), 0);
  }
  return reader.finish().sets;
}

}  // namespace

Sealer::Sealer(std::string domain, std::string selector, dkim::PrivateKey key)
    : domain_(std::move(domain)), selector_(std::move(selector)), key_(std::move(key)) {}

base::Result<Sealer, std::string> Sealer::make(std::string_view domain, std::string_view selector,
                                               std::string_view private_key_pem) {
  auto d = mail::to_ascii(domain);
  auto s = mail::to_ascii(selector);
  if (!d || !s || !mail::to_ascii(*s + "._domainkey." + *d))
    return base::Unexpected{"\"" + base::escape_controls(selector) + "._domainkey." +
                            base::escape_controls(domain) + "\" is no domain name"};
  auto key = dkim::PrivateKey::parse(private_key_pem);
  if (!key) return base::Unexpected{key.error()};
  return Sealer(*std::move(d), *std::move(s), *std::move(key));
}

std::string Sealer::message_signature(const mail::HeaderBlock& header, const dkim::Digest& body_hash,
                                      std::string_view tags) const {
  const auto names = choose_names(header);
  const std::string field = "ARC-Message-Signature: " + std::string(tags) + " c=relaxed/relaxed;" +
                            std::string(fold) + format_names(names) + ';' + std::string(fold) +
                            "bh=" + dkim::format_base64(dkim::octets_of(body_hash)) + ';' +
                            std::string(fold) + "b=";
  dkim::SignedHeader signed_header;
  const auto own = signed_header.add(field);
  for (const auto& entry : header) {
    if (!entry.field.is_malformed()) signed_header.add(entry.field.raw());
  }
  const auto digest = signed_header.hash(own, names, dkim::Canonicalization::relaxed);
  return field + folded_base64(key_.sign(digest)) + "\r\n";
}

std::optional<std::string> Sealer::seal(const mail::HeaderBlock& header, const dkim::Digest& body_hash,
                                        const Assessment& assessment) const {
  const auto& chain = assessment.chain;
  if (chain.is_ended || chain.highest_instance() >= max_instance) return std::nullopt;
  const auto status = status_of(chain.result);
  const std::string instance = "i=" + std::to_string(chain.highest_instance() + 1) + ';';
  const auto since_1970 = assessment.now.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
  const std::string tags = instance + " a=" + key_.algorithm() + "; t=" + std::to_string(seconds) + ';' +
                           std::string(fold) + "d=" + domain_ + ';' + std::string(fold) + "s=" + selector_ +
                           ';';

  const std::string results =
      "ARC-Authentication-Results: " + instance + ' ' +
      mail::format_authentication_results_body(assessment.results, assessment.charset) + "\r\n";
  const std::string signature = message_signature(header, body_hash, tags);
  const std::string unsigned_seal =
      "ARC-Seal: " + tags + " cv=" + std::string(format(status)) + ';' + std::string(fold) + "b=";

  auto sets = sealed_before(header, status);
  sets.push_back({.instance = chain.highest_instance() + 1,
                  .results = Placed<ResultsField>{{}, results},
                  .signature = Placed<MessageSignature>{{}, signature},
                  .seal = Placed<Seal>{{}, unsigned_seal}});
  const auto digest = seal_digests(sets).back();
  return unsigned_seal + folded_base64(key_.sign(digest)) + "\r\n" + signature + results;
}

}  // namespace postern::arc
