#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "net/tls_server.hpp"

namespace postern::test {

/// A certificate authority for one test: it makes certificates (ECDSA P-256, valid from 2020 to 2049) in a
/// temporary directory, which goes with it. Both in the simulated world's time and in real time they are
/// valid.
class TestCertificates {
 public:
  TestCertificates();
  ~TestCertificates();
  TestCertificates(const TestCertificates&) = delete;
  TestCertificates& operator=(const TestCertificates&) = delete;

  /// The authority's own certificate, for clients that verify.
  std::string ca_file() const { return (directory_ / "ca.pem").string(); }
  /// For `names`: host names, wildcards and addresses. The first is the common name, too.
  net::TlsCertificate issue(const std::vector<std::string>& names) { return issue(names, 2020, 2049); }
  /// Valid during 2020 only.
  net::TlsCertificate issue_expired(const std::vector<std::string>& names) {
    return issue(names, 2020, 2020);
  }
  const std::filesystem::path& directory() const { return directory_; }

 private:
  struct Authority;
  /// Valid from the first day of `first_year` to the last of `last_year`.
  net::TlsCertificate issue(const std::vector<std::string>& names, int first_year, int last_year);

  std::filesystem::path directory_;
  std::unique_ptr<Authority> authority_;
  int issued_ = 0;
};

}  // namespace postern::test
