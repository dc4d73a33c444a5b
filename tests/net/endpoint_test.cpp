#include "net/endpoint.hpp"

#include <gtest/gtest.h>

namespace postern::net {
namespace {

TEST(Endpoint, ReadsItsFourForms) {
  EXPECT_EQ(Endpoint::parse("127.0.0.1:25"), (Endpoint{.host = "127.0.0.1", .port = 25}));
  EXPECT_EQ(Endpoint::parse("mx.example:2525"), (Endpoint{.host = "mx.example", .port = 2525}));
  EXPECT_EQ(Endpoint::parse("[::1]:25"), (Endpoint{.host = "::1", .port = 25}));
  EXPECT_EQ(Endpoint::parse("unix:/run/s"), (Endpoint{.path = "/run/s"}));
  EXPECT_EQ(Endpoint::parse("unix:@postern"), (Endpoint{.path = "@postern"}));
}

TEST(Endpoint, EveryAddressIsWhereOneListensNotWhereOneConnects) {
  EXPECT_EQ(Endpoint::parse_to_listen("*:25"), (Endpoint{.host = "*", .port = 25}));
  EXPECT_EQ(Endpoint::parse_to_listen("[::1]:25"), (Endpoint{.host = "::1", .port = 25}));
  EXPECT_EQ(Endpoint::parse("*:25"), std::nullopt);
  for (const auto* text : {"*", "*:", "*:x", "*.example:25", "**:25"}) {
    EXPECT_FALSE(Endpoint::parse_to_listen(text)) << text;
  }
}

TEST(Endpoint, PrintsWhatItReads) {
  for (const auto* text :
       {"127.0.0.1:25", "[2001:db8::1]:53", "unix:/run/postern.sock", "unix:@postern", "localhost:10025"}) {
    EXPECT_EQ(format(*Endpoint::parse(text)), text);
  }
  EXPECT_EQ(format(*Endpoint::parse_to_listen("*:25")), "*:25");
}

TEST(Endpoint, TakesADefaultPortOnlyWhereOneIsGiven) {
  EXPECT_EQ(Endpoint::parse("192.0.2.53", 53)->port, 53);
  EXPECT_EQ(Endpoint::parse("[::1]", 53)->port, 53);
  EXPECT_FALSE(Endpoint::parse("192.0.2.53"));
}

TEST(Endpoint, RefusesWhatHasNoneOfTheForms) {
  for (const auto* text :
       {"", ":25", "host:", "host:x", "host:65536", "host:-1", "[::1", "[::1]25", "[1.2.3.4]:25", "::1:25",
        "unix:", "unix:relative", "unix:@", "a b:25", "host:25 "}) {
    EXPECT_FALSE(Endpoint::parse(text)) << text;
  }
}

}  // namespace
}  // namespace postern::net
