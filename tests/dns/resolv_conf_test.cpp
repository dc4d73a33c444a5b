#include "dns/resolv_conf.hpp"

#include <gmock/gmock.h>

namespace postern::dns {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

Server server(std::string_view address) {
  return {*base::IpAddress::parse(address)};
}

TEST(ResolvConf, TakesNameserversInOrder) {
  const auto settings = parse_resolv_conf(
      "# made by hand\n"
      "search example.org\n"
      "nameserver 192.0.2.53\r\n"
      "  nameserver\t2001:db8::53   ; second\n"
      "nameservers 192.0.2.99\n"
      "#nameserver 192.0.2.98\n"
      "nameserver fe80::1%eth0\n"
      "nameserver\n"
      "nameserver 192.0.2.54");
  EXPECT_THAT(settings.servers,
              ElementsAre(server("192.0.2.53"), server("2001:db8::53"), server("192.0.2.54")));
  EXPECT_EQ(settings.servers.front().port, 53);
}

TEST(ResolvConf, TakesThreeServersAtMost) {
  const auto settings = parse_resolv_conf(
      "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n");
  EXPECT_THAT(settings.servers, ElementsAre(server("192.0.2.1"), server("192.0.2.2"), server("192.0.2.3")));
}

TEST(ResolvConf, FallsBackToThisMachine) {
  EXPECT_THAT(parse_resolv_conf("").servers, ElementsAre(server("127.0.0.1")));
}

TEST(ResolvConf, HonoursOptionsWithinReason) {
  const auto modest = parse_resolv_conf("options ndots:2 timeout:1 attempts:3 rotate\n");
  EXPECT_EQ(modest.try_timeout, seconds(1));
  EXPECT_EQ(modest.attempts, 3);
  const auto excessive = parse_resolv_conf("options timeout:30 attempts:99\n");
  EXPECT_EQ(excessive.try_timeout, seconds(5));
  EXPECT_EQ(excessive.attempts, 4);
  const auto nothing = parse_resolv_conf("options timeout:0 attempts:x\n");
  EXPECT_EQ(nothing.try_timeout, seconds(1));
  EXPECT_EQ(nothing.attempts, StubSettings{}.attempts);
}

}  // namespace
}  // namespace postern::dns
