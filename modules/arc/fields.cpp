// The checks of a signature stand in the order of RFC 6376 §6.1.1, and the first that fails gives the reason.

#include "arc/fields.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "arc/tags.hpp"
#include "base/ascii.hpp"
#include "dkim/base64.hpp"
#include "dkim/tag_list.hpp"
#include "mail/header_field.hpp"
#include "mail/idna.hpp"

namespace postern::arc {
namespace {

using dkim::Canonicalization;
using dkim::TagList;

std::string value(const TagList& tags, std::string_view name) {
  const auto tag = tags.find(name);
  return tag == tags.end() ? std::string() : tag->second;
}

std::optional<std::uint64_t> number(const TagList& tags, std::string_view name) {
  return base::parse_decimal(value(tags, name));
}

std::optional<TagList> read_tags(std::string_view field_body) {
  if (field_body.size() > max_field_octets) return std::nullopt;
  return parse_tags(field_body);
}

Signer read_signer(const TagList& tags) {
  return {.domain = value(tags, "d"),
          .selector = value(tags, "s"),
          .algorithm = base::to_lower(value(tags, "a")),
          .signature = dkim::parse_base64(value(tags, "b")).value_or("")};
}

// Why the tags that AMS and AS share can be no signature; empty when they can.
std::string find_signer_fault(const TagList& tags, const Signer& signer) {
  for (const std::string_view required : {"i", "a", "b", "d", "s"}) {
    if (value(tags, required).empty()) return std::string(required) + "= is missing";
  }
  for (const auto* text : {&signer.domain, &signer.selector, &signer.algorithm}) {
    if (text->size() > max_tag_octets) return "too long";
  }
  if (signer.signature.empty()) return "b= is no base64";
  if (!mail::to_ascii(signer.selector + "._domainkey." + signer.domain)) return "d= or s= is no domain name";
  for (const std::string_view name : {"l", "t", "x"}) {
    if (tags.contains(name) && !number(tags, name)) return std::string(name) + "= is no number";
  }
  // RFC 8301 §3.1.
  if (signer.algorithm == "rsa-sha1") return "rsa-sha1 is not secure (RFC 8301)";
  if (signer.algorithm != "rsa-sha256" && signer.algorithm != "ed25519-sha256") return "unknown algorithm";
  return "";
}

std::optional<Canonicalization> parse_canonicalization(std::string_view word) {
  if (base::iequals(word, "simple")) return Canonicalization::simple;
  if (base::iequals(word, "relaxed")) return Canonicalization::relaxed;
  return std::nullopt;
}

// c=, header and body; what is absent is simple (RFC 6376 §3.5).
bool read_canonicalizations(const TagList& tags, MessageSignature& field) {
  if (!tags.contains("c")) return true;
  const std::string text = value(tags, "c");
  const auto words = base::split(text, '/');
  if (words.size() > 2) return false;
  const auto header = parse_canonicalization(words[0]);
  const auto body = words.size() == 2 ? parse_canonicalization(words[1]) : Canonicalization::simple;
  if (!header || !body) return false;
  field.header_canonicalization = *header;
  field.body_canonicalization = *body;
  return true;
}

bool names(const MessageSignature& field, std::string_view wanted) {
  return std::ranges::any_of(field.field_names,
                             [&](const std::string& name) { return base::iequals(name, wanted); });
}

// q= is a list, whose only method so far may carry options behind a slash (RFC 6376 §3.5).
bool offers_dns(const TagList& tags) {
  if (!tags.contains("q")) return true;
  const std::string text = value(tags, "q");
  return std::ranges::any_of(base::split(text, ':'),
                             [](std::string_view method) { return base::istarts_with(method, "dns/txt"); });
}

std::string find_fault(const TagList& tags, const MessageSignature& field) {
  if (auto fault = find_signer_fault(tags, field.signer); !fault.empty()) return fault;
  if (field.field_names.empty()) return "h= is missing";
  if (field.field_names.size() > max_field_names) return "too long";
  if (field.body_hash.empty()) return "bh= is missing or no base64";
  // RFC 6376 §5.4: a signature that does not cover From says nothing about the author.
  if (!names(field, "from")) return "From is not signed";
  // RFC 8617 §4.1.2.
  for (const std::string_view name : {"ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal"}) {
    if (names(field, name)) return std::string(name) + " is signed, which h= must not name";
  }
  if (!offers_dns(tags)) return "unknown query method";
  return "";
}

std::string find_fault(const TagList& tags, const Seal& field) {
  // RFC 8617 §4.1.3: h= is not allowed, and makes the chain fail.
  if (tags.contains("h")) return "h= is not allowed in ARC-Seal";
  if (!field.status) return "cv= is missing or unknown";
  return find_signer_fault(tags, field.signer);
}

std::optional<ChainStatus> parse_chain_status(std::string_view text) {
  for (const auto status : {ChainStatus::none, ChainStatus::fail, ChainStatus::pass}) {
    if (base::iequals(text, format(status))) return status;
  }
  return std::nullopt;
}

std::vector<std::string> read_field_names(const TagList& tags) {
  std::vector<std::string> names;
  const std::string text = value(tags, "h");
  for (const auto name : base::split(text, ':')) {
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

}  // namespace

std::string_view format(ChainStatus status) {
  switch (status) {
    using enum ChainStatus;
    case none:
      return "none";
    case fail:
      return "fail";
    case pass:
      return "pass";
  }
  return "";
}

ResultsField parse_results_field(std::string_view field_body) {
  const std::string text = mail::unfold(field_body);
  const auto instance = parse_instance(text);
  if (!instance) return {};
  ResultsField field;
  field.instance = instance->instance;
  if (field_body.size() > max_field_octets) return field;
  auto results = mail::parse_authentication_results(instance->payload, mail::Reading::tolerant);
  if (results) field.results = *std::move(results);
  return field;
}

MessageSignature parse_message_signature(std::string_view field_body) {
  MessageSignature field;
  const auto tags = read_tags(field_body);
  if (!tags) return field.fault = "no tag list", field;
  field.instance = parse_position(value(*tags, "i"));
  field.signer = read_signer(*tags);
  field.body_hash = dkim::parse_base64(value(*tags, "bh")).value_or("");
  field.field_names = read_field_names(*tags);
  field.body_length = number(*tags, "l");
  field.expiration = number(*tags, "x");
  const bool knows_canonicalizations = read_canonicalizations(*tags, field);
  field.fault = find_fault(*tags, field);
  if (field.fault.empty() && !knows_canonicalizations) field.fault = "unknown canonicalization";
  return field;
}

Seal parse_seal(std::string_view field_body) {
  Seal field;
  const auto tags = read_tags(field_body);
  if (!tags) return field.fault = "no tag list", field;
  field.instance = parse_position(value(*tags, "i"));
  field.status = parse_chain_status(value(*tags, "cv"));
  field.signer = read_signer(*tags);
  field.fault = find_fault(*tags, field);
  return field;
}

}  // namespace postern::arc
