#include "smtp/limits.hpp"

#include <gtest/gtest.h>

namespace postern::smtp {
namespace {

TEST(Limits, AreRead) {  // RFC 9422 §3
  EXPECT_EQ(parse_limits("RCPTMAX=20 MAILMAX=5"), (Limits{.mail_max = 5, .rcpt_max = 20}));
  EXPECT_EQ(parse_limits("rcptdomainmax=1"), Limits{.rcpt_domain_max = 1});
  EXPECT_EQ(parse_limits("RCPTMAX=999999"), Limits{.rcpt_max = 999999});
}

TEST(Limits, ThatAreNoneAreNotThere) {
  for (const auto* argument : {"", " ", "RCPTMAX", "RCPTMAX=", "RCPTMAX=0", "RCPTMAX=01", "RCPTMAX=1000000",
                               "RCPTMAX=-1", "RCPTMAX=1x", "COLOURMAX=1", "=1"}) {
    EXPECT_EQ(parse_limits(argument), Limits{}) << argument;
  }
}

TEST(Limits, AreWritten) {
  EXPECT_EQ(format_limits({}), "");
  EXPECT_EQ(format_limits({.mail_max = 0, .rcpt_max = 1000000}), "");
  EXPECT_EQ(format_limits({.rcpt_max = 1}), "LIMITS RCPTMAX=1");
  EXPECT_EQ(format_limits({.mail_max = 2, .rcpt_max = 3, .rcpt_domain_max = 4}),
            "LIMITS MAILMAX=2 RCPTMAX=3 RCPTDOMAINMAX=4");
}

}  // namespace
}  // namespace postern::smtp
