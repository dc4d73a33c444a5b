#include "session/proxy_watch.hpp"

#include <gtest/gtest.h>

#include <string>

namespace postern {
namespace {

/// Whether a header is seen in what a client sends.
bool sees(std::string_view octets) {
  smtp::LineFramer framer;
  framer.feed(octets);
  ProxyWatch watch;
  for (;;) {
    const auto event = framer.next();
    if (std::holds_alternative<smtp::LineFramer::NeedMore>(event)) return false;
    if (watch.sees(event)) return true;
  }
}

TEST(ProxyWatch, SeesVersion1) {
  EXPECT_TRUE(sees("PROXY TCP4 192.0.2.7 192.0.2.1 5000 25\r\nEHLO client.example\r\n"));
  EXPECT_TRUE(sees("PROXY TCP6 2001:db8::7 2001:db8::1 5000 25\r\n"));
  EXPECT_TRUE(sees("PROXY UNKNOWN\r\n"));
}

TEST(ProxyWatch, SeesVersion2) {
  using namespace std::string_literals;
  EXPECT_TRUE(sees("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\xc0\0\x02\x01\x13\x88\0\x19"s));
  EXPECT_TRUE(sees("\r\n\r\n\0\r\n"s));
}

TEST(ProxyWatch, SeesNoneInCommands) {
  EXPECT_FALSE(sees("EHLO client.example\r\nPROXY TCP4 192.0.2.7 192.0.2.1 5000 25\r\n"));
  EXPECT_FALSE(sees("\r\nPROXY UNKNOWN\r\n"));
  EXPECT_FALSE(sees("proxy tcp4 192.0.2.7 192.0.2.1 5000 25\r\n"));
  EXPECT_FALSE(sees("PROXY\r\n"));
  EXPECT_FALSE(sees("PROXY please\r\n"));
}

TEST(ProxyWatch, SeesNoneInStrayOctets) {
  using namespace std::string_literals;
  EXPECT_FALSE(sees("\0\r\n"s));
  EXPECT_FALSE(sees("\r\n\0\r\n"s));
  EXPECT_FALSE(sees("\r\n\r\n\r\n\0\r\n"s));
  EXPECT_FALSE(sees("\r\n\r\n\0x\r\n"s));
  EXPECT_FALSE(sees("\r\n\r\nEHLO\n\r\n"));
  EXPECT_FALSE(sees("\r\n\r\nEHLO x\r\n\0\r\n"s));
}

}  // namespace
}  // namespace postern
