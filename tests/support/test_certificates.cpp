#include "support/test_certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <cstdio>
#include <stdexcept>

#include "base/handle.hpp"
#include "base/ip_address.hpp"

namespace postern::test {

namespace {

using Key = base::Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = base::Handle<X509, X509_free>;
using Extension = base::Handle<X509_EXTENSION, X509_EXTENSION_free>;
using File = base::Handle<std::FILE, std::fclose>;

File create(const std::filesystem::path& path) {
  File file(std::fopen(path.c_str(), "w"));
  if (!file) throw std::runtime_error("cannot write " + path.string());
  return file;
}

void write_certificate(const std::filesystem::path& path, X509* certificate) {
  PEM_write_X509(create(path).get(), certificate);
}

void write_key(const std::filesystem::path& path, EVP_PKEY* key) {
  PEM_write_PrivateKey(create(path).get(), key, nullptr, nullptr, 0, nullptr, nullptr);
}

void set_validity(X509* certificate, int first_year, int last_year) {
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate),
                            (std::to_string(first_year) + "0101000000Z").c_str());
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate),
                            (std::to_string(last_year) + "1231235959Z").c_str());
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  if (!extension) throw std::runtime_error("no such extension: " + value);
  X509_add_ext(certificate, extension.get(), -1);
}

void add_common_name(X509* certificate, const std::string& name) {
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
}

Certificate begin_certificate(EVP_PKEY* key, int serial, const std::string& common_name) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_set_pubkey(certificate.get(), key);
  add_common_name(certificate.get(), common_name);
  return certificate;
}

/// "DNS:mx.example,IP:192.0.2.1"
std::string alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) {
    if (!text.empty()) text += ',';
    text += (base::IpAddress::parse(name) ? "IP:" : "DNS:") + name;
  }
  return text;
}

std::filesystem::path make_directory() {
  auto pattern = (std::filesystem::temp_directory_path() / "postern-certificates-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary directory");
  return pattern;
}

}  // namespace

struct TestCertificates::Authority {
  Key key{EVP_EC_gen("P-256")};
  Certificate certificate;

  explicit Authority(const std::string& name) : certificate(begin_certificate(key.get(), 1, name)) {}
};

TestCertificates::TestCertificates()
    : directory_(make_directory()), authority_(std::make_unique<Authority>(directory_.filename())) {
  auto* certificate = authority_->certificate.get();
  set_validity(certificate, 2020, 2049);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, NID_key_usage, "critical,keyCertSign");
  X509_sign(certificate, authority_->key.get(), EVP_sha256());
  write_certificate(ca_file(), certificate);
}

TestCertificates::~TestCertificates() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

net::TlsCertificate TestCertificates::issue(const std::vector<std::string>& names, int first_year,
                                            int last_year) {
  const auto number = ++issued_;
  const Key key(EVP_EC_gen("P-256"));
  const auto certificate = begin_certificate(key.get(), number + 1, names.front());
  set_validity(certificate.get(), first_year, last_year);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority_->certificate.get()));
  add_extension(certificate.get(), NID_subject_alt_name, alternative_names(names));
  X509_sign(certificate.get(), authority_->key.get(), EVP_sha256());

  const auto base = (directory_ / std::to_string(number)).string();
  write_certificate(base + ".pem", certificate.get());
  write_key(base + ".key", key.get());
  return {.chain_file = base + ".pem", .key_file = base + ".key"};
}

}  // namespace postern::test
