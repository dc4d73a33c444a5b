#include "dkim/lint_key_data.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "dkim/base64.hpp"
#include "dkim/limits.hpp"

namespace postern::dkim {
namespace {

using base::error;
using base::Findings;
using base::note;
using base::warning;

/// RFC 8301 §3.2: signers should use at least so many bits; verifiers need not take more than 4,096.
constexpr unsigned advised_bits = 2048;
constexpr unsigned longest_bits = 4096;

/// Of an ed25519 key that was written as a SubjectPublicKeyInfo (RFC 8410 §10.1).
constexpr std::size_t ed25519_wrapped = 44;

bool is_base64_char(char c) {
  return base::is_alnum(c) || c == '+' || c == '/' || c == '=' || base::is_space(c);
}

std::string advice_about(char c) {
  if (c == '"') return "Take the quotes out: strings are joined by the DNS, without quotes between them";
  if (c == '\\') return "Take the backslash out: it belongs into zone files, not into the record";
  if (c == '-') return "Take out the lines of dashes around the key";
  return "Publish the key again, as it was made";
}

Findings lint_base64(std::string_view data, std::string_view text) {
  const auto* stray = std::ranges::find_if_not(data, is_base64_char);
  if (stray != data.end()) {
    const auto at = data.substr(static_cast<std::size_t>(stray - data.begin()), 1);
    return {error("there is a character in p= that base64 does not have", advice_about(*stray),
                  base::place_of(at, text))};
  }
  return {error("p= is no base64: something is missing at its end, or stands behind its padding",
                "Publish the key again, as it was made", base::place_of(data, text))};
}

/// An RSAPublicKey begins with a number, where a SubjectPublicKeyInfo has a sequence. X.690 §8.1.3: the
/// length of the outer sequence is one octet, or tells by its low bits how many follow.
bool is_bare_rsa_key(std::string_view octets) {
  constexpr char integer = 0x02;
  if (octets.size() < 2) return false;
  const auto length = static_cast<unsigned char>(octets[1]);
  const std::size_t header = length < 0x80 ? 2 : 2 + (length & 0x7fU);
  return header < octets.size() && octets[header] == integer;
}

Findings lint_bits(unsigned bits, base::Place place) {
  const auto size = "the key has " + std::to_string(bits) + " bits";
  if (bits < Limits{}.min_rsa_bits) {
    return {error(size + ": verifiers take none below 1024 (RFC 8301 section 3.2)",
                  "Make a key of 2048 bits, with a selector of its own", place)};
  }
  if (bits < advised_bits) {
    return {warning(size + ", which is weak", "Make a key of 2048 bits, with a selector of its own", place)};
  }
  if (bits > longest_bits) {
    return {warning(size + ", and verifiers need not take more than 4096 (RFC 8301 section 3.2)",
                    "Make a key of 2048 bits, with a selector of its own", place)};
  }
  return {};
}

Findings lint_unreadable(KeyType type, std::string_view octets, base::Place place) {
  if (type == KeyType::ed25519 && octets.size() == ed25519_wrapped) {
    return {error(
        "the ed25519 key is in a wrapping (SubjectPublicKeyInfo), which RFC 8463 section 4.2 does not have",
        "Publish its last 32 octets alone", place)};
  }
  if (type == KeyType::rsa && octets.size() == 32) {
    return {error("this is no RSA key; it has the size of an ed25519 key", "Write k=ed25519", place)};
  }
  return {error("p= is no " + std::string(format(type)) + " key, or a part of one",
                "Publish the key again, as it was made: a long one is often cut", place)};
}

}  // namespace

base::Findings lint_key_data(KeyType type, std::string_view data, std::string_view text) {
  const auto octets = parse_base64(data);
  if (!octets) return lint_base64(data, text);
  const auto place = base::place_of(data, text);
  const auto key = PublicKey::parse(type, *octets);
  if (!key) return lint_unreadable(type, *octets, place);
  if (type == KeyType::ed25519) {
    return {note("not every verifier knows ed25519", "Sign with an RSA key of another selector besides")};
  }
  auto findings = lint_bits(key->bits(), place);
  if (is_bare_rsa_key(*octets)) {
    findings.push_back(
        warning("the key is an RSAPublicKey (PKCS #1), which some verifiers do not read",
                "Publish it as a SubjectPublicKeyInfo: openssl rsa -pubin -RSAPublicKey_in -pubout", place));
  }
  return findings;
}

}  // namespace postern::dkim
