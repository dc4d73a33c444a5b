#include "verify/trust.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "base/ascii.hpp"
#include "session/client.hpp"

namespace postern {
namespace {

ClientIdentity client(std::string_view address) {
  return {.address = base::IpAddress::parse(address), .helo = "client.example", .login = "", .source = "tcp"};
}

TrustConfig config() {
  return {.local = usual_local_networks(),
          .trusted = {*base::Network::parse("10.9.0.0/16"), *base::Network::parse("2001:db8:1::/48")}};
}

class StandingOf : public testing::TestWithParam<std::pair<std::string, Standing>> {};

TEST_P(StandingOf, FollowsFromTheAddress) {
  const auto& [address, standing] = GetParam();
  EXPECT_EQ(standing_of(client(address), config()), standing) << address;
}

INSTANTIATE_TEST_SUITE_P(
    Addresses, StandingOf,
    testing::Values(std::pair{"192.0.2.1", Standing::stranger}, std::pair{"127.0.0.1", Standing::local},
                    std::pair{"127.255.255.255", Standing::local}, std::pair{"10.0.0.1", Standing::local},
                    std::pair{"172.15.255.255", Standing::stranger}, std::pair{"172.16.0.0", Standing::local},
                    std::pair{"172.31.255.255", Standing::local}, std::pair{"172.32.0.0", Standing::stranger},
                    std::pair{"192.168.1.1", Standing::local}, std::pair{"192.169.0.0", Standing::stranger},
                    std::pair{"169.254.1.1", Standing::local},
                    std::pair{"100.63.255.255", Standing::stranger}, std::pair{"100.64.0.0", Standing::local},
                    std::pair{"100.127.255.255", Standing::local},
                    std::pair{"100.128.0.0", Standing::stranger}, std::pair{"::1", Standing::local},
                    std::pair{"::2", Standing::stranger}, std::pair{"fe80::1", Standing::local},
                    std::pair{"febf::1", Standing::local}, std::pair{"fec0::1", Standing::stranger},
                    std::pair{"fd00::1", Standing::local}, std::pair{"fe00::1", Standing::stranger},
                    std::pair{"2001:db8::1", Standing::stranger}, std::pair{"10.9.0.1", Standing::trusted},
                    std::pair{"2001:db8:1::1", Standing::trusted}));

TEST(StandingOf, TakesAMappedAddressForTheIpv4Address) {
  EXPECT_EQ(standing_of(client("::ffff:10.0.0.1"), config()), Standing::local);
  EXPECT_EQ(standing_of(client("::ffff:10.9.0.1"), config()), Standing::trusted);
  EXPECT_EQ(standing_of(client("::ffff:192.0.2.1"), config()), Standing::stranger);
}

TEST(StandingOf, IsLocalWhenAProxySaysThatTheMessageIsItsOwn) {
  auto own = client("192.0.2.1");
  own.local = true;
  EXPECT_EQ(standing_of(own, {}), Standing::local);
}

// A unix socket's permissions say who may connect, and not whose mail that is.
TEST(StandingOf, IsStrangerWithoutAnAddress) {
  EXPECT_EQ(standing_of({.address = {}, .helo = {}, .login = "", .source = "tcp"}, config()),
            Standing::stranger);
}

TEST(StandingOf, CountsTheLastOfSeveralThatAreTrue) {
  auto own = client("10.9.0.1");
  own.local = true;
  EXPECT_EQ(standing_of(own, config()), Standing::trusted);
  own.login = "bob";
  EXPECT_EQ(standing_of(own, config()), Standing::authenticated);
}

TEST(StandingOf, IsStrangerWhereNoNetworkIsConfigured) {
  EXPECT_EQ(standing_of(client("127.0.0.1"), {}), Standing::stranger);
}

// The rows `| local | no | no |` of the documentation.
TEST(TreatmentOf, IsAsTheDocumentationSays) {
  std::ifstream file(std::string(POSTERN_SOURCE_DIR) + "/docs/trust.md");
  std::set<std::string> documented;
  for (std::string line; std::getline(file, line);) documented.insert(line);
  const auto said = [](bool truth) { return std::string(truth ? "yes" : "no"); };
  using enum Standing;
  for (const auto standing : {stranger, local, trusted, authenticated}) {
    const auto treatment = treatment_of(standing);
    const auto row = "| `" + std::string(format(standing)) + "` | " + said(treatment.checks_sender) + " | " +
                     said(treatment.keeps_results) + " |";
    EXPECT_TRUE(documented.contains(row)) << row;
  }
}

TEST(WhyNotChecked, SaysWhichSettingMadeItSo) {
  auto bob = client("::ffff:10.1.2.3");
  EXPECT_EQ(why_not_checked(bob, Standing::stranger), "");
  EXPECT_EQ(why_not_checked(bob, Standing::local), "the client 10.1.2.3 is local (local-network)");
  EXPECT_EQ(why_not_checked(bob, Standing::trusted), "the client 10.1.2.3 is trusted (trusted-network)");
  bob.login = "bob";
  EXPECT_EQ(why_not_checked(bob, Standing::authenticated), "the client is authenticated as bob");
  bob.local = true;
  EXPECT_EQ(why_not_checked(bob, Standing::local), "the proxy says that the message is of its own machine");
}

}  // namespace
}  // namespace postern
