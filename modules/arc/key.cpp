#include "arc/key.hpp"

#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "dkim/key_record.hpp"
#include "mail/idna.hpp"

namespace postern::arc {
namespace {

constexpr unsigned min_rsa_bits = 1024;
constexpr unsigned max_rsa_bits = 4096;
// A domain that changes its key may publish two for a while.
constexpr std::size_t max_keys_at_a_name = 3;

Check fail(std::string reason) {
  return {Check::Status::fail, std::move(reason)};
}

Check temperror(std::string reason) {
  return {Check::Status::temperror, std::move(reason)};
}

// Why the record does not serve `signer`; empty when it does.
std::string find_fault(const dkim::KeyRecord& record, const Signer& signer) {
  if (!record.key) return "key revoked";
  if (!base::istarts_with(signer.algorithm, std::string(dkim::format(record.type)) + '-'))
    return "key is of type " + std::string(dkim::format(record.type));
  if (!record.accepts_sha256) return "key is not for sha256";
  if (!record.is_for_email) return "key is not for email";
  if (record.type != dkim::KeyType::rsa) return "";
  const std::string bits = std::to_string(record.key->bits());
  if (record.key->bits() < min_rsa_bits) return "key of " + bits + " bits is too short (RFC 8301)";
  if (record.key->bits() > max_rsa_bits) return "key of " + bits + " bits is too long";
  return "";
}

Check check_with(const dkim::KeyCache::Reading& record, const Signer& signer, const dkim::Digest& digest) {
  if (!record) return fail(record.error());
  if (auto fault = find_fault(*record, signer); !fault.empty()) return fail(std::move(fault));
  if (!record->key->verify(digest, signer.signature)) return fail("signature did not verify");
  return {Check::Status::pass, ""};
}

}  // namespace

std::optional<dns::Name> key_name(const Signer& signer) {
  const auto name = mail::to_ascii(signer.selector + "._domainkey." + signer.domain);
  return name ? dns::Name::parse(*name) : std::nullopt;
}

Check check_signature(const Signer& signer, const dkim::Digest& digest, const dns::Answer* answer,
                      dkim::KeyCache& keys) {
  const std::string name = signer.selector + "._domainkey." + signer.domain;
  if (answer == nullptr) return temperror("no answer in time for " + name);
  if (answer->is_temporary_failure())
    return temperror(std::string(dns::format(answer->status)) + " for " + name);
  if (answer->texts.empty()) return fail("no key for " + name);

  // Several keys at a name are tried until one verifies; of those that do not, the last says why.
  Check check;
  for (const auto text : dkim::choose_key_records(answer->texts, max_keys_at_a_name)) {
    check = check_with(*keys.read(text), signer, digest);
    if (check.status == Check::Status::pass) break;
  }
  return check;
}

}  // namespace postern::arc
