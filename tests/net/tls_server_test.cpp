#include "net/tls_server.hpp"

#include <gmock/gmock.h>
#include <openssl/pem.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <functional>

#include "base/handle.hpp"
#include "net/tls_client.hpp"
#include "support/test_certificates.hpp"

namespace postern::net {
namespace {

using namespace std::chrono;

std::string what_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

/// A copy of a key, under a passphrase.
std::string encrypted(const std::string& key_file) {
  using File = base::Handle<std::FILE, std::fclose>;
  using Key = base::Handle<EVP_PKEY, EVP_PKEY_free>;
  const File in(std::fopen(key_file.c_str(), "r"));
  const Key key(PEM_read_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  const File out(std::fopen((key_file + ".encrypted").c_str(), "w"));
  std::string passphrase = "secret";
  PEM_write_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_128_cbc(), passphrase.data(),
                            static_cast<int>(passphrase.size()), nullptr, nullptr);
  return key_file + ".encrypted";
}

class TlsServerTest : public testing::Test {
 protected:
  std::string refusal_of(const TlsCertificate& files) {
    const std::array certificates{files};
    return what_of([&] { const TlsServer server(certificates); });
  }
  std::string file(const std::string& name) { return (authority.directory() / name).string(); }
  std::string file(const std::string& name, const std::string& content) {
    std::ofstream(file(name)) << content;
    return file(name);
  }

  test::TestCertificates authority;
  TlsCertificate good = authority.issue({"mx.example"});
};

TEST_F(TlsServerTest, SaysWhichFileIsNotThere) {
  const auto none = file("none.pem");
  EXPECT_EQ(refusal_of({.chain_file = none, .key_file = good.key_file}),
            "cannot use the certificate " + none + ": No such file or directory");
  EXPECT_EQ(refusal_of({.chain_file = good.chain_file, .key_file = none}),
            "cannot use the private key " + none + ": No such file or directory");
}

TEST_F(TlsServerTest, SaysWhichFileIsNotPem) {
  const auto text = file("text.pem", "hello");
  EXPECT_EQ(refusal_of({.chain_file = text, .key_file = good.key_file}),
            "cannot use the certificate " + text + ": there is none in it in PEM form");
  EXPECT_EQ(refusal_of({.chain_file = good.chain_file, .key_file = good.chain_file}),
            "cannot use the private key " + good.chain_file + ": there is none in it in PEM form");
}

TEST_F(TlsServerTest, SaysThatAKeyBelongsToAnotherCertificate) {
  const auto other = authority.issue({"other.example"});
  EXPECT_EQ(refusal_of({.chain_file = good.chain_file, .key_file = other.key_file}),
            "cannot use the private key " + other.key_file + ": it belongs to another certificate");
}

TEST_F(TlsServerTest, SaysThatAKeyIsEncryptedAndAsksNobody) {
  const auto key = encrypted(good.key_file);
  EXPECT_THAT(refusal_of({.chain_file = good.chain_file, .key_file = key}),
              testing::EndsWith("it is encrypted, and nobody is there to be asked"));
}

TEST_F(TlsServerTest, AKeyMayBeInTheFileOfTheCertificate) {
  std::ifstream certificate(good.chain_file);
  std::ifstream key(good.key_file);
  std::ofstream(file("both.pem")) << certificate.rdbuf() << key.rdbuf();
  EXPECT_EQ(refusal_of({.chain_file = file("both.pem")}), "");
}

TEST_F(TlsServerTest, NeedsACertificate) {
  EXPECT_EQ(what_of([] { const TlsServer server({}); }), "TLS needs a certificate");
}

TEST_F(TlsServerTest, WarnsOfCertificatesThatAreNotValidOrSoWillNotBe) {
  const auto old = authority.issue_expired({"old.example"});
  const std::array certificates{good, old};
  const TlsServer server(certificates);
  const auto name = "the certificate " + good.chain_file;
  const auto old_name = "the certificate " + old.chain_file;
  EXPECT_EQ(server.expires(), sys_days{2020y / December / 31} + 24h - 1s);
  EXPECT_THAT(server.warnings(sys_days{2019y / May / 1}),
              testing::ElementsAre(name + " is not valid before 2020-01-01",
                                   old_name + " is not valid before 2020-01-01"));
  EXPECT_THAT(server.warnings(sys_days{2020y / May / 1}), testing::IsEmpty());
  EXPECT_THAT(server.warnings(sys_days{2020y / December / 24}),
              testing::ElementsAre(old_name + " expires on 2020-12-31"));
  EXPECT_THAT(server.warnings(sys_days{2026y / May / 1}),
              testing::ElementsAre(old_name + " expired on 2020-12-31"));
}

TEST_F(TlsServerTest, AClientSaysWhichCaFileCannotBeUsed) {
  const auto refusal = [](const std::string& path) {
    return what_of(
        [&] { const TlsClient client(TlsClientSettings{.trust = TlsTrust::ca_file, .ca_file = path}); });
  };
  EXPECT_THAT(refusal(file("none.pem")), testing::StartsWith("cannot use the CA file " + file("none.pem")));
  const auto text = file("text.pem", "hello");
  EXPECT_THAT(refusal(text), testing::StartsWith("cannot use the CA file " + text));
  EXPECT_EQ(refusal(authority.ca_file()), "");
}

}  // namespace
}  // namespace postern::net
