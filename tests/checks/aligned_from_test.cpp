#include "checks/aligned_from.hpp"

#include <gtest/gtest.h>

#include "say.hpp"

namespace postern::checks {
namespace {

struct Case {
  std::string sender;
  std::vector<std::string> header;
  std::string result;
};

class AlignedFrom : public testing::TestWithParam<Case> {};

TEST_P(AlignedFrom, SaysHowClose) {
  const auto& [sender, header, result] = GetParam();
  const dmarc::PublicSuffixes suffixes;
  EXPECT_EQ(aligned_from(sender, header_of(header), suffixes).result, result) << sender;
}

INSTANTIATE_TEST_SUITE_P(
    Senders, AlignedFrom,
    testing::Values(Case{"a@example.com", {"From: A <a@Example.com>"}, "pass"},
                    Case{"a@b\u00fccher.example", {"From: a@xn--bcher-kva.example"}, "pass"},
                    Case{"A@example.com", {"From: a@example.com"}, "domain-pass"},
                    Case{"bounce@example.com", {"From: a@example.com"}, "domain-pass"},
                    Case{"bounce@example.com", {"From: a@example.com, b@example.com"}, "domain-pass"},
                    Case{"b@bounces.example.com", {"From: a@mail.example.com"}, "orgdomain-pass"},
                    Case{"b@a.co.uk", {"From: a@b.co.uk"}, "fail"},
                    Case{"b@other.example", {"From: a@example.com"}, "fail"},
                    Case{"postmaster", {"From: a@example.com"}, "fail"},
                    Case{"", {"From: a@example.com"}, "null-smtp"},
                    Case{"a@example.com", {"Subject: x"}, "null-header"},
                    Case{"a@example.com", {"From: undisclosed:;"}, "null-header"},
                    Case{"", {"Subject: x"}, "null"},
                    Case{"a@example.com", {"From: a@example.com, b@other.example"}, "error"},
                    Case{"a@example.com", {"From: a@example.com", "From: a@example.com"}, "error"},
                    Case{"a@example.com", {"From: <<a@example.com"}, "error"}));

}  // namespace
}  // namespace postern::checks
