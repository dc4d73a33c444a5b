#include "base/ip_address.hpp"

#include <gtest/gtest.h>

namespace postern::base {
namespace {

IpAddress address(const char* text) {
  return IpAddress::parse(text).value();
}

TEST(IpAddress, PrintsTheShortestForm) {
  EXPECT_EQ(format(address("192.0.2.1")), "192.0.2.1");
  EXPECT_EQ(format(address("2001:DB8:0:0:0:0:0:1")), "2001:db8::1");  // RFC 5952 section 4
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
  for (const auto* text :
       {"", "192.0.2", "192.0.2.256", "192.0.2.1/24", "[::1]", "::1%eth0", "1:2", "a.example"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::parse(std::string_view("192.0.2.1\0x", 11)));
}

TEST(IpAddress, UnmapsOnlyMappedAddresses) {
  EXPECT_EQ(address("::ffff:192.0.2.1").unmapped(), address("192.0.2.1"));
  EXPECT_EQ(address("2001:db8::1").unmapped(), address("2001:db8::1"));
  EXPECT_EQ(address("192.0.2.1").unmapped(), address("192.0.2.1"));
}

TEST(Network, ReadsABlockOrASingleAddress) {
  EXPECT_EQ(Network::parse("192.0.2.0/24"), (Network{address("192.0.2.0"), 24}));
  EXPECT_EQ(Network::parse("2001:db8::1"), (Network{address("2001:db8::1"), 128}));
  for (const auto* text : {"", "/8", "192.0.2.0/", "192.0.2.0/33", "::/129", "192.0.2.0/x", "192.0.2.0/-1"}) {
    EXPECT_FALSE(Network::parse(text)) << text;
  }
}

TEST(Network, OfMappedAddressesIsThatOfTheAddresses) {
  EXPECT_EQ(Network::parse("::ffff:192.0.2.0/120"), (Network{address("192.0.2.0"), 24}));
  EXPECT_EQ(Network::parse("::ffff:192.0.2.1"), (Network{address("192.0.2.1"), 32}));
  EXPECT_EQ(Network::parse("::/0"), (Network{address("::"), 0}));
}

TEST(Network, HoldsTheAddressesThatAgreeInItsPrefix) {
  struct Case {
    const char* network;
    const char* inside;
    const char* outside;
  };
  for (const auto& [network, inside, outside] :
       {Case{"192.0.2.0/24", "192.0.2.255", "192.0.3.0"}, Case{"192.0.2.64/26", "192.0.2.127", "192.0.2.128"},
        Case{"192.0.2.77/25", "192.0.2.1", "192.0.2.129"}, Case{"192.0.2.1", "192.0.2.1", "192.0.2.0"},
        Case{"2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"},
        Case{"0.0.0.0/0", "203.0.113.9", "::1"}}) {
    EXPECT_TRUE(Network::parse(network)->contains(address(inside))) << network;
    EXPECT_FALSE(Network::parse(network)->contains(address(outside))) << network;
  }
}

}  // namespace
}  // namespace postern::base
