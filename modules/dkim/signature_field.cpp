// The checks stand in the order of RFC 6376 §6.1.1, and the first that fails gives the reason. What
// identifies the signature is taken before, from whatever tags there are, so that the report of a broken one
// says whose it was.

#include "dkim/signature_field.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "dkim/tag_list.hpp"

namespace postern::dkim {
namespace {

// Honest fields have some fifteen tags and 1,000 octets, or 10,000 with a z=. The library takes time in the
// square of the tags: a field of 1 MB would cost it 20 seconds.
constexpr std::size_t max_octets = 32 * 1024;
constexpr std::size_t max_tags = 64;
// Of a value that is reported; a domain has at most 255 octets.
constexpr std::size_t max_reported = 512;

std::string value(const TagList& tags, std::string_view name) {
  const auto tag = tags.find(name);
  return tag == tags.end() ? std::string() : without_space(tag->second);
}

std::optional<std::uint64_t> number(const TagList& tags, std::string_view name) {
  return base::parse_decimal(value(tags, name));
}

Signature identify(const TagList& tags) {
  Signature report;
  report.domain = value(tags, "d");
  report.identity = tags.contains("i") ? value(tags, "i") : "@" + report.domain;
  report.selector = value(tags, "s");
  report.algorithm = base::to_lower(value(tags, "a"));
  report.digest_start = value(tags, "b").substr(0, 8);
  return report;
}

bool names_from(std::string_view field_names) {
  return std::ranges::any_of(base::split(field_names, ':'),
                             [](std::string_view name) { return base::iequals(base::trim(name), "from"); });
}

// q= is a list; a method may carry options behind a slash of its own.
bool offers_dns(std::string_view methods) {
  return std::ranges::any_of(base::split(methods, ':'),
                             [](std::string_view method) { return base::iequals(method, "dns/txt"); });
}

// Whether every one of the tags that hold a number, where present, does.
bool has_numbers(const TagList& tags) {
  return std::ranges::all_of(std::initializer_list<std::string_view>{"l", "t", "x"},
                             [&](auto name) { return !tags.contains(name) || number(tags, name); });
}

bool has_huge_identity(const TagList& tags) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"d", "i", "s", "a"},
                             [&](auto name) { return value(tags, name).size() > max_reported; });
}

SignatureField unreadable(std::string reason) {
  SignatureField field;
  field.report.result = Result::neutral;
  field.report.reason = std::move(reason);
  return field;
}

// Why the field can be no valid signature; nothing when it can.
std::optional<std::string> find_fault(const TagList& tags, const SignatureField& field) {
  for (const std::string_view required : {"v", "a", "b", "bh", "d", "h", "s"}) {
    if (value(tags, required).empty()) return std::string(required) + "= is missing";
  }
  if (value(tags, "v") != "1") return "unknown version";
  if (!has_numbers(tags)) return "l=, t= or x= is no number";
  // §5.4, §6.1.1: a signature that does not cover From says nothing about the author.
  if (!names_from(value(tags, "h"))) return "From is not signed";
  if (tags.contains("q") && !offers_dns(value(tags, "q"))) return "unknown query method";
  if (field.expiration && field.timestamp && *field.expiration <= *field.timestamp)
    return "x= is not after t=";
  const auto& algorithm = field.report.algorithm;
  // RFC 8301 §3.1: as if it had failed for good; it verifies well enough, but anyone may have made it.
  if (algorithm == "rsa-sha1") return "rsa-sha1 is not secure (RFC 8301)";
  if (algorithm != "rsa-sha256" && algorithm != "ed25519-sha256") return "unknown algorithm";
  return std::nullopt;
}

}  // namespace

SignatureField parse_signature_field(std::string_view field_body) {
  if (field_body.size() > max_octets) return unreadable("too long");
  const auto tags = parse_tag_list(field_body);
  if (!tags) return unreadable("no tag list");
  if (tags->size() > max_tags || has_huge_identity(*tags)) return unreadable("too long");
  SignatureField field;
  field.report = identify(*tags);
  field.timestamp = number(*tags, "t");
  field.expiration = number(*tags, "x");
  field.body_length = number(*tags, "l");
  field.relaxed_body = base::iends_with(value(*tags, "c"), "/relaxed");
  if (auto fault = find_fault(*tags, field)) {
    field.report.result = Result::permerror;
    field.report.reason = std::move(*fault);
  }
  return field;
}

}  // namespace postern::dkim
