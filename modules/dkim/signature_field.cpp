// The checks stand in the order of RFC 6376 §6.1.1, and the first that fails gives the reason. What
// identifies the signature is taken before, from whatever tags there are, so that the report of a broken one
// says whose it was.

#include "dkim/signature_field.hpp"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <utility>

#include "base/ascii.hpp"
#include "dkim/base64.hpp"
#include "dkim/signature_identity.hpp"
#include "dkim/tag_list.hpp"
#include "mail/idna.hpp"

namespace postern::dkim {
namespace {

// Honest fields have some fifteen tags and 1,000 octets, or 10,000 with a z=. libopendkim takes time in the
// square of the tags: a field of 1 MB would cost it 20 seconds.
constexpr std::size_t max_octets = 32 * 1024;
constexpr std::size_t max_tags = 64;
// Of a value that is reported; a domain has at most 255 octets.
constexpr std::size_t max_reported = 512;

std::string value(const TagList& tags, std::string_view name) {
  const auto tag = tags.find(name);
  return tag == tags.end() ? std::string() : without_space(tag->second);
}

// What does not fit is as good as infinite (§3.5, t=).
std::optional<std::uint64_t> number(const TagList& tags, std::string_view name) {
  const auto text = value(tags, name);
  if (text.empty() || !std::ranges::all_of(text, base::is_digit)) return std::nullopt;
  return base::parse_decimal(text).value_or(std::numeric_limits<std::uint64_t>::max());
}

Signature identify(const TagList& tags) {
  Signature report;
  report.domain = reported_domain(value(tags, "d"));
  report.identity = tags.contains("i") ? reported_identity(value(tags, "i")) : "@" + report.domain;
  report.selector = reported_domain(value(tags, "s"));
  report.algorithm = base::to_lower(value(tags, "a"));
  report.digest_start = value(tags, "b").substr(0, 8);
  return report;
}

// RFC 5322 §3.6.8; RFC 6532 leaves the names of fields alone. An empty one, as behind a last colon, is
// harmless.
bool is_field_name(std::string_view name) {
  return std::ranges::all_of(name, base::is_graphic);
}

bool names_from(const std::vector<std::string>& fields) {
  return std::ranges::any_of(fields, [](const std::string& name) { return base::iequals(name, "from"); });
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

std::optional<Canonicalization> canonicalization(std::string_view word) {
  if (base::iequals(word, "simple")) return Canonicalization::simple;
  if (base::iequals(word, "relaxed")) return Canonicalization::relaxed;
  return std::nullopt;
}

SignatureField unreadable(std::string reason) {
  SignatureField field;
  field.report.result = Result::neutral;
  field.report.reason = std::move(reason);
  return field;
}

using Fault = std::optional<std::string>;

Fault find_missing(const TagList& tags) {
  for (const std::string_view required : {"v", "a", "b", "bh", "d", "h", "s"}) {
    if (value(tags, required).empty()) return std::string(required) + "= is missing";
  }
  return std::nullopt;
}

// c= is "simple/simple" when absent, and one word is that of the header (§3.5).
Fault read_canonicalization(const TagList& tags, SignatureField& field) {
  if (!tags.contains("c")) return std::nullopt;
  const auto text = value(tags, "c");
  const auto slash = text.find('/');
  const auto header = canonicalization(std::string_view(text).substr(0, slash));
  const auto body =
      canonicalization(slash == text.npos ? "simple" : std::string_view(text).substr(slash + 1));
  if (!header || !body) return "unknown canonicalization";
  field.header_canonicalization = *header;
  field.body_canonicalization = *body;
  return std::nullopt;
}

Fault read_algorithm(SignatureField& field) {
  const auto& algorithm = field.report.algorithm;
  // RFC 8301 §3.1: as if it had failed for good; it verifies well enough, but anyone may have made it.
  if (algorithm == "rsa-sha1") return "rsa-sha1 is not secure (RFC 8301)";
  if (algorithm != "rsa-sha256" && algorithm != "ed25519-sha256") return "unknown algorithm";
  field.key_type = algorithm == "rsa-sha256" ? KeyType::rsa : KeyType::ed25519;
  return std::nullopt;
}

Fault read_base64(const TagList& tags, SignatureField& field) {
  const auto signature = parse_base64(value(tags, "b"));
  const auto body_hash = parse_base64(value(tags, "bh"));
  if (!signature || !body_hash) return "b= or bh= is no base64";
  field.signature = *signature;
  field.body_hash = *body_hash;
  return std::nullopt;
}

Fault read_domains(SignatureField& field) {
  const auto domain = name_of(field.report.domain);
  const auto selector = mail::to_ascii(field.report.selector);
  if (!domain || field.report.domain.ends_with('.') || !selector) return "s= and d= make no domain name";
  const auto key_name = dns::Name::parse(*selector + "._domainkey." + domain->text());
  if (!key_name) return "s= and d= make no domain name";
  const auto identity = domain_of_identity(field.report.identity);
  if (!identity) return "i= cannot be read";
  if (!identity->is_within(*domain)) return "i= is not within d=";
  field.domain = *domain;
  field.key_name = *key_name;
  field.is_for_subdomain = *identity != *domain;
  return std::nullopt;
}

Fault read_numbers(const TagList& tags, SignatureField& field) {
  if (!has_numbers(tags)) return "l=, t= or x= is no number";
  field.timestamp = number(tags, "t");
  field.expiration = number(tags, "x");
  field.body_length = number(tags, "l");
  if (field.expiration && field.timestamp && *field.expiration <= *field.timestamp)
    return "x= is not after t=";
  return std::nullopt;
}

Fault read_fields(const TagList& tags, SignatureField& field) {
  const auto names = value(tags, "h");
  for (const auto name : base::split(names, ':')) field.fields.emplace_back(name);
  if (!std::ranges::all_of(field.fields, is_field_name)) return "h= is no list of field names";
  // §5.4, §6.1.1: a signature that does not cover From says nothing about the author.
  if (!names_from(field.fields)) return "From is not signed";
  return std::nullopt;
}

// Why the field can be no valid signature; nothing when it can.
Fault read(const TagList& tags, SignatureField& field) {
  if (auto fault = find_missing(tags)) return fault;
  if (value(tags, "v") != "1") return "unknown version";
  if (auto fault = read_numbers(tags, field)) return fault;
  if (auto fault = read_fields(tags, field)) return fault;
  if (tags.contains("q") && !offers_dns(value(tags, "q"))) return "unknown query method";
  if (auto fault = read_algorithm(field)) return fault;
  if (auto fault = read_canonicalization(tags, field)) return fault;
  if (auto fault = read_base64(tags, field)) return fault;
  return read_domains(field);
}

}  // namespace

SignatureField parse_signature_field(std::string_view field_body) {
  if (field_body.size() > max_octets) return unreadable("too long");
  const auto tags = parse_tag_list(field_body);
  if (!tags) return unreadable("no tag list");
  if (tags->size() > max_tags || has_huge_identity(*tags)) return unreadable("too long");
  SignatureField field;
  field.report = identify(*tags);
  if (auto fault = read(*tags, field)) {
    field.report.result = Result::permerror;
    field.report.reason = std::move(*fault);
  }
  return field;
}

}  // namespace postern::dkim
