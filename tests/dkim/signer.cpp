// Signing in the order of RFC 6376 §5: hash the canonical body, write the field with an empty b=, hash the
// chosen fields and then that field, sign. Fields of one name are taken from the bottom up (§5.4.2); a name
// with no field left stands for nothing, which is how a signer says that there is none.

#include "dkim/signer.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/ascii.hpp"
#include "base/handle.hpp"

namespace postern::test {
namespace {

using base::Handle;

void require(bool fact, const char* what) {
  if (fact) return;
  std::fprintf(stderr, "signer: %s\n", what);
  std::abort();
}

std::string base64(std::string_view octets) {
  std::string text(4 * ((octets.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(octets.data()), static_cast<int>(octets.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::string digest(std::string_view data, const EVP_MD* kind) {
  std::string octets(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  require(EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(octets.data()), &length, kind,
                     nullptr) == 1,
          "cannot hash");
  octets.resize(length);
  return octets;
}

// Runs of blanks as one blank, none at the end: what "relaxed" does to a line (§3.4.2, §3.4.4).
std::string squeeze(std::string_view line) {
  std::string out;
  for (const char c : line) {
    if (!base::is_wsp(c))
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string canonical_body(std::string_view body, bool relaxed) {
  std::string out;
  while (!body.empty()) {
    const auto end = body.find("\r\n");
    const auto line = body.substr(0, end);
    out += relaxed ? squeeze(line) : std::string(line);
    out += "\r\n";
    body.remove_prefix(end == body.npos ? body.size() : end + 2);
  }
  while (out.ends_with("\r\n\r\n")) out.resize(out.size() - 2);
  if (out.empty() && !relaxed) return "\r\n";  // §3.4.3: an empty body is one line end; §3.4.4: or nothing
  return out == "\r\n" && relaxed ? "" : out;
}

std::string canonical_field(std::string_view field, bool relaxed) {
  if (!relaxed) return std::string(field);
  const auto colon = field.find(':');
  std::string body;
  for (const char c : field.substr(colon + 1)) {
    if (c != '\r' && c != '\n') body += c;
  }
  return base::to_lower(base::trim(field.substr(0, colon))) + ":" + squeeze(base::trim(body)) + "\r\n";
}

struct Parts {
  std::vector<std::string_view> fields;
  std::string_view body;
};

Parts split_message(std::string_view message) {
  Parts parts;
  while (!message.empty() && !message.starts_with("\r\n")) {
    auto end = message.find("\r\n");
    while (end + 2 < message.size() && base::is_wsp(message[end + 2])) end = message.find("\r\n", end + 2);
    require(end != message.npos, "the header must end in CRLF");
    parts.fields.push_back(message.substr(0, end + 2));
    message.remove_prefix(end + 2);
  }
  parts.body = message.substr(message.empty() ? 0 : 2);
  return parts;
}

std::string canonical_header(std::vector<std::string_view> fields, std::string_view names, bool relaxed) {
  std::string out;
  for (const auto name : base::split(names, ':')) {
    for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
      if (!base::iequals(base::trim(field->substr(0, field->find(':'))), base::trim(name))) continue;
      out += canonical_field(*field, relaxed);
      fields.erase(std::next(field).base());
      break;
    }
  }
  return out;
}

EVP_PKEY* evp(const std::shared_ptr<void>& key) {
  return static_cast<EVP_PKEY*>(key.get());
}

}  // namespace

std::string read_data(const std::string& name) {
  const auto path = POSTERN_SOURCE_DIR "/tests/data/dkim/" + name;
  std::ifstream file(path, std::ios::binary);
  require(file.is_open(), path.c_str());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

SigningKey::SigningKey(std::shared_ptr<void> key, std::string domain, std::string selector)
    : key_(std::move(key)), domain_(std::move(domain)), selector_(std::move(selector)) {}

SigningKey SigningKey::load(std::string_view name, std::string domain, std::string selector) {
  const std::string path = POSTERN_SOURCE_DIR "/tests/data/dkim/" + std::string(name) + ".pem";
  const Handle<BIO, BIO_free> file(BIO_new_file(path.c_str(), "r"));
  require(file != nullptr, path.c_str());
  std::shared_ptr<void> key(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr),
                            [](void* object) { EVP_PKEY_free(static_cast<EVP_PKEY*>(object)); });
  require(key != nullptr, path.c_str());
  return SigningKey(std::move(key), std::move(domain), std::move(selector));
}

std::string SigningKey::algorithm() const {
  return EVP_PKEY_id(evp(key_)) == EVP_PKEY_ED25519 ? "ed25519-sha256" : "rsa-sha256";
}

std::string SigningKey::record_text() const {
  if (algorithm() == "ed25519-sha256") {  // RFC 8463 §4.2: the 32 octets alone
    std::string octets(32, '\0');
    std::size_t length = octets.size();
    EVP_PKEY_get_raw_public_key(evp(key_), reinterpret_cast<unsigned char*>(octets.data()), &length);
    return "v=DKIM1; k=ed25519; p=" + base64(octets);
  }
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(evp(key_), &der);
  require(length > 0, "cannot write the public key");
  const std::string octets(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return "v=DKIM1; k=rsa; p=" + base64(octets);
}

std::string SigningKey::sign_octets(std::string_view data, bool with_sha1) const {
  const bool is_rsa = algorithm() == "rsa-sha256";
  // RFC 8463 §3: ed25519 signs the SHA-256 digest as its message.
  const auto message = is_rsa ? std::string(data) : digest(data, EVP_sha256());
  const auto* hash = !is_rsa ? nullptr : with_sha1 ? EVP_sha1() : EVP_sha256();
  const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  require(EVP_DigestSignInit(context.get(), nullptr, hash, nullptr, evp(key_)) == 1, "cannot sign");
  std::string signature(1024, '\0');
  std::size_t length = signature.size();
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                         reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1,
          "cannot sign");
  signature.resize(length);
  return signature;
}

std::string sign(const SigningKey& key, std::string_view message, const Signing& how) {
  const auto parts = split_message(message);
  const bool relaxed_header = how.canonicalization.starts_with("relaxed");
  auto body = canonical_body(parts.body, how.canonicalization.ends_with("/relaxed"));
  if (how.body_length) body.resize(std::min(*how.body_length, body.size()));

  std::string field = "DKIM-Signature: v=1; a=" + (how.with_sha1 ? "rsa-sha1" : key.algorithm()) +
                      "; c=" + how.canonicalization + ";\r\n d=" + key.domain() + "; s=" + key.selector() +
                      ";";
  if (how.body_length) field += " l=" + std::to_string(*how.body_length) + ";";
  if (!how.more_tags.empty()) field += "\r\n " + how.more_tags;
  field += "\r\n h=" + how.fields +
           ";\r\n bh=" + base64(digest(body, how.with_sha1 ? EVP_sha1() : EVP_sha256())) + ";\r\n b=";

  auto own = canonical_field(field + "\r\n", relaxed_header);
  own.resize(own.size() - 2);  // §3.7: the last field hashed has no line end
  const auto signature =
      key.sign_octets(canonical_header(parts.fields, how.fields, relaxed_header) + own, how.with_sha1);
  return field + base64(signature) + "\r\n" + std::string(message);
}

}  // namespace postern::test
