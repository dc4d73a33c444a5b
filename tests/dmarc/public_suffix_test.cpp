#include "dmarc/public_suffix.hpp"

#include <gtest/gtest.h>

namespace postern::dmarc {
namespace {

TEST(PublicSuffixes, GiveTheOrganizationalDomain) {
  struct Case {
    const char *name, *organization;
  };
  const PublicSuffixes suffixes;
  for (const auto& each : {
           Case{"example.com", "example.com"},
           Case{"a.b.example.com", "example.com"},
           Case{"mail.example.co.uk", "example.co.uk"},
           Case{"co.uk", "co.uk"},
           Case{"com", "com"},
           Case{"", ""},
           Case{"a.b.user.github.io", "user.github.io"},
           Case{"x.a.unknown-tld", "a.unknown-tld"},
           Case{"www.city.kobe.jp", "city.kobe.jp"},        // an exception of the list
           Case{"a.b.c.kobe.jp", "b.c.kobe.jp"},            // a wildcard of it
           Case{"www.xn--55qx5d.cn", "www.xn--55qx5d.cn"},  // an internationalized suffix
           Case{"a.www.xn--55qx5d.cn", "www.xn--55qx5d.cn"},
           Case{"_spf.mail.example.com", "example.com"},
       }) {
    EXPECT_EQ(suffixes.organizational_domain(*dns::Name::parse(each.name)).text(), each.organization)
        << each.name;
  }
}

}  // namespace
}  // namespace postern::dmarc
