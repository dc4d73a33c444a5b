#include "smtp/proxy_header.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "smtp/crc32c.hpp"
#include "smtp/proxy_header_parser.hpp"

namespace postern::smtp {
namespace {

using namespace std::string_literals;

constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};

base::IpAddress ip(std::string_view text) {
  const auto address = base::IpAddress::parse(text);
  EXPECT_TRUE(address) << text;
  return address.value_or(base::IpAddress{});
}

ProxyHeader inet(std::string_view source, std::uint16_t source_port, std::string_view destination,
                 std::uint16_t destination_port) {
  return {.client = ProxyHeader::Inet{.source = ip(source),
                                      .source_port = source_port,
                                      .destination = ip(destination),
                                      .destination_port = destination_port}};
}

/// A header of version 2: command, family and protocol, then the rest with its length before it.
std::string v2(int command, int family, const std::string& rest) {
  std::string octets(signature);
  octets += static_cast<char>(command);
  octets += static_cast<char>(family);
  octets += static_cast<char>(rest.size() >> 8);
  octets += static_cast<char>(rest.size() & 0xff);
  return octets + rest;
}

std::string tlv(int type, const std::string& value) {
  std::string octets(1, static_cast<char>(type));
  octets += static_cast<char>(value.size() >> 8);
  octets += static_cast<char>(value.size() & 0xff);
  return octets + value;
}

// 192.0.2.1:56324 to 198.51.100.1:25.
const std::string& addresses() {
  static const auto octets = "\xc0\x00\x02\x01\xc6\x33\x64\x01\xdc\x04\x00\x19"s;
  return octets;
}

std::string v2_with(const std::string& fields) {
  return v2(0x21, 0x11, addresses() + fields);
}

/// What a parser made of the octets of a connection.
struct Parsed {
  std::optional<ProxyHeader> header;
  std::optional<ProxyError> error;
  std::size_t taken = 0;
  bool operator==(const Parsed&) const = default;
};

Parsed state_of(const ProxyHeaderParser& parser, std::size_t taken) {
  const auto header = parser.next();
  Parsed result{.taken = taken};
  if (header) result.header = *header;
  if (!header) result.error = header.error();
  EXPECT_EQ(parser.wanted() == 0, result.header || result.error);
  return result;
}

// As a caller reads who must not read past the header: never more than is wanted.
Parsed read_exactly(std::string_view octets) {
  ProxyHeaderParser parser;
  std::size_t taken = 0;
  while (parser.wanted() > 0 && taken < octets.size()) {
    const auto part = octets.substr(taken, parser.wanted());
    EXPECT_EQ(parser.feed(part), part.size());
    taken += part.size();
  }
  return state_of(parser, taken);
}

Parsed read_in_pieces(std::string_view octets, std::size_t length) {
  ProxyHeaderParser parser;
  std::size_t taken = 0;
  for (std::size_t at = 0; at < octets.size(); at += length) taken += parser.feed(octets.substr(at, length));
  return state_of(parser, taken);
}

// With a check that it makes no difference how the octets come. Of octets that are no header, how many were
// taken depends on that.
Parsed parse(std::string_view octets) {
  const auto whole = read_in_pieces(octets, octets.size() + 1);
  for (std::size_t length = 1; length <= octets.size(); ++length) {
    auto pieces = read_in_pieces(octets, length);
    if (whole.error) pieces.taken = whole.taken;
    EXPECT_EQ(pieces, whole) << length;
  }
  const auto exactly = read_exactly(octets);
  if (whole.header) EXPECT_EQ(exactly, whole);
  EXPECT_EQ(exactly.error, whole.error);
  return whole;
}

ProxyHeader parsed(const std::string& octets) {
  const auto result = parse(octets + "EHLO");
  EXPECT_TRUE(result.header) << octets;
  EXPECT_EQ(result.taken, octets.size());
  return result.header.value_or(ProxyHeader{});
}

TEST(ProxyV1, IsRead) {
  EXPECT_EQ(parsed("PROXY TCP4 192.0.2.1 198.51.100.1 56324 25\r\n"),
            inet("192.0.2.1", 56324, "198.51.100.1", 25));
  EXPECT_EQ(parsed("PROXY TCP6 2001:db8::1 2001:db8::2 0 65535\r\n"),
            inet("2001:db8::1", 0, "2001:db8::2", 65535));
  EXPECT_EQ(parsed("PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n"), inet("1.1.1.1", 1, "2.2.2.2", 2));
  EXPECT_EQ(parsed("PROXY TCP6 :: ::1 1 2\r\n"), inet("::", 1, "::1", 2));
}

TEST(ProxyV1, MapsNoIpv4) {
  EXPECT_EQ(parsed("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.1 1 2\r\n"),
            inet("192.0.2.1", 1, "198.51.100.1", 2));
}

TEST(ProxyV1, NeedNotKnowTheClient) {
  EXPECT_EQ(parsed("PROXY UNKNOWN\r\n"), ProxyHeader{});
  EXPECT_EQ(parsed("PROXY UNKNOWN 192.0.2.1 what ever\r\n"), ProxyHeader{});
  // The longest line that the specification can think of has 107 octets.
  const auto ipv6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"s;
  const auto longest = "PROXY UNKNOWN " + ipv6 + ' ' + ipv6 + " 65535 65535\r\n";
  ASSERT_EQ(longest.size(), 107u);
  EXPECT_EQ(parsed(longest), ProxyHeader{});
}

TEST(ProxyV1, ThatIsNone) {
  struct Case {
    std::string octets;
    ProxyError error;
  };
  using enum ProxyError;
  const std::vector<Case> table{
      {"EHLO mail.example.org\r\n", no_signature},
      {"PROXYTCP4 192.0.2.1", no_signature},
      {"proxy TCP4 192.0.2.1 198.51.100.1 1 2\r\n", no_signature},
      {" PROXY UNKNOWN\r\n", no_signature},
      {"PROXY TCP5 192.0.2.1 198.51.100.1 1 2\r\n", bad_syntax},
      {"PROXY tcp4 192.0.2.1 198.51.100.1 1 2\r\n", bad_syntax},
      {"PROXY UDP4 192.0.2.1 198.51.100.1 1 2\r\n", bad_syntax},
      {"PROXY UNKNOWNS\r\n", bad_syntax},
      {"PROXY  UNKNOWN\r\n", bad_syntax},
      {"PROXY TCP4 192.0.2.1 198.51.100.1 1\r\n", bad_syntax},
      {"PROXY TCP4  192.0.2.1 198.51.100.1 1 2\r\n", bad_syntax},
      {"PROXY TCP4 192.0.2.1 198.51.100.1 1 2 \r\n", bad_syntax},
      {"PROXY TCP4 192.0.2.1 198.51.100.1 1 2\r\r\n", bad_syntax},
      {"PROXY TCP4 192.0.2.1 198.51.100.1 1 2\nEHLO\r\n", bad_syntax},
      {"PROXY UNKNOWN \0\r\n"s, bad_syntax},
      {"PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n", bad_address},
      {"PROXY TCP6 192.0.2.1 198.51.100.1 1 2\r\n", bad_address},
      {"PROXY TCP4 192.0.2.1 2001:db8::2 1 2\r\n", bad_address},
      {"PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n", bad_address},
      {"PROXY TCP4 localhost 198.51.100.1 1 2\r\n", bad_address},
      {"PROXY TCP4 192.0.2.1 198.51.100.1 65536 2\r\n", bad_address},
      {"PROXY TCP4 192.0.2.1 198.51.100.1 01 2\r\n", bad_address},
      {"PROXY TCP4 192.0.2.1 198.51.100.1 +1 2\r\n", bad_address},
      {"PROXY TCP4 192.0.2.1 198.51.100.1 1 x\r\n", bad_address},
      {"PROXY UNKNOWN" + std::string(93, ' ') + "\r\n", too_long},
      {"PROXY " + std::string(200, 'x'), too_long},
  };
  for (const auto& [octets, error] : table) {
    EXPECT_EQ(parse(octets).error, error) << octets;
  }
}

TEST(ProxyHeaderParser, SaysAtTheFirstOctetThatItIsNoHeader) {
  ProxyHeaderParser parser;
  EXPECT_EQ(parser.wanted(), 1u);
  EXPECT_EQ(parser.feed("E"), 1u);
  EXPECT_EQ(parser.wanted(), 0u);
  EXPECT_FALSE(parser.next());
}

TEST(ProxyHeaderParser, WaitsForTheRest) {
  for (const std::string& octets :
       {"PROXY TCP4 192.0.2.1 198.51.100.1 56324 25\r\n"s, v2_with(tlv(1, "smtp"))}) {
    for (std::size_t length = 0; length < octets.size(); ++length) {
      const auto part = parse(octets.substr(0, length));
      EXPECT_FALSE(part.header || part.error) << length;
      EXPECT_EQ(part.taken, length);
    }
  }
}

TEST(ProxyV2, IsRead) {
  EXPECT_EQ(parsed(v2_with("")), inet("192.0.2.1", 56324, "198.51.100.1", 25));
  const auto mapped = "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\x00\x02\x01"s;
  const auto v6 = "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"s;
  EXPECT_EQ(parsed(v2(0x21, 0x21, v6 + v6 + "\0\x01\0\x02"s)), inet("2001:db8::1", 1, "2001:db8::1", 2));
  EXPECT_EQ(parsed(v2(0x21, 0x21, mapped + mapped + "\0\x01\0\x02"s)), inet("192.0.2.1", 1, "192.0.2.1", 2));
}

TEST(ProxyV2, ReadsUnixAddresses) {
  const auto padded = [](std::string path) {
    path.resize(108);
    return path;
  };
  EXPECT_EQ(parsed(v2(0x21, 0x31, padded("/run/a") + padded("\0abstract"s))),
            (ProxyHeader{.client = ProxyHeader::Unix{.source = "/run/a", .destination = "\0abstract"s}}));
  EXPECT_EQ(parsed(v2(0x21, 0x31, padded("") + std::string(108, 'x'))),
            (ProxyHeader{.client = ProxyHeader::Unix{.source = "", .destination = std::string(108, 'x')}}));
}

TEST(ProxyV2, IsLocalWhateverItHolds) {
  for (const auto& octets : {v2(0x20, 0x00, ""), v2(0x20, 0x11, addresses()), v2(0x20, 0x11, "x"),
                             v2(0x20, 0x00, tlv(3, "abcd"))}) {
    EXPECT_EQ(parsed(octets), ProxyHeader{.client = ProxyHeader::Local{}});
  }
}

TEST(ProxyV2, NeedNotKnowTheClient) {
  for (const auto& octets : {v2(0x21, 0x00, ""), v2(0x21, 0x00, "x"), v2(0x21, 0x12, addresses()),
                             v2(0x21, 0x01, ""), v2(0x21, 0x10, addresses())}) {
    EXPECT_EQ(parsed(octets), ProxyHeader{});
  }
}

TEST(ProxyV2, ReadsFields) {
  const auto header = parsed(v2_with(tlv(0x01, "smtp") + tlv(0x02, "mx.example.org") + tlv(0x04, "xx") +
                                     tlv(0x05, "\0\x01"s) + tlv(0x30, "blue") + tlv(0xE0, "unknown")));
  EXPECT_EQ(header.alpn, "smtp");
  EXPECT_EQ(header.authority, "mx.example.org");
  EXPECT_EQ(header.unique_id, "\0\x01"s);
  EXPECT_EQ(header.netns, "blue");
  EXPECT_EQ(header.tls, std::nullopt);
}

TEST(ProxyV2, ReadsWhatItSaysOfTls) {
  const auto said = [](int bits, const std::string& verify) {
    return parsed(v2_with(tlv(0x20, std::string(1, static_cast<char>(bits)) + verify + tlv(0x21, "TLSv1.3") +
                                        tlv(0x22, "client.example.org") +
                                        tlv(0x23, "TLS_AES_256_GCM_SHA384") + tlv(0x24, "SHA256"))))
        .tls.value_or(ProxyTls{});
  };
  EXPECT_EQ(said(7, "\0\0\0\0"s), (ProxyTls{.over_tls = true,
                                            .certificate_now = true,
                                            .certificate_in_session = true,
                                            .verified = true,
                                            .version = "TLSv1.3",
                                            .common_name = "client.example.org",
                                            .cipher = "TLS_AES_256_GCM_SHA384"}));
  EXPECT_FALSE(said(1, "\0\0\0\0"s).verified) << "no certificate, nothing to verify";
  EXPECT_FALSE(said(3, "\0\0\0\x12"s).verified);
}

TEST(ProxyV2, LetsNothingThroughThatForgesALine) {
  EXPECT_EQ(parsed(v2_with(tlv(0x02, "a\r\nb\xff"))).authority, "a??b?");
  EXPECT_EQ(parsed(v2_with(tlv(0x20, "\x01\0\0\0\0"s + tlv(0x22, "a\nb")))).tls->common_name, "a?b");
}

std::string with_checksum(const std::string& fields) {
  auto octets = v2_with(fields + tlv(0x03, "\0\0\0\0"s) + tlv(0x01, "smtp"));
  const auto sum = crc32c(octets);
  for (std::size_t i = 0; i < 4; ++i) {
    octets[octets.size() - 11 + i] = static_cast<char>(sum >> (24 - 8 * i) & 0xff);
  }
  return octets;
}

TEST(ProxyV2, VerifiesItsChecksum) {
  const auto octets = with_checksum(tlv(0x02, "mx.example.org"));
  EXPECT_EQ(parsed(octets).alpn, "smtp");
  const auto sum = octets.find("\x03\0\x04"s);  // whose type, changed, leaves a header without one
  for (std::size_t at = 16; at < octets.size(); ++at) {
    if (at == sum) continue;
    auto changed = octets;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_TRUE(parse(changed).error) << at;
  }
}

// Made with another implementation of the checksum.
TEST(ProxyV2, ReadsAChecksumFromElsewhere) {
  EXPECT_EQ(parsed(v2_with("\x03\x00\x04\x2c\x39\x36\xe2"s)), inet("192.0.2.1", 56324, "198.51.100.1", 25));
}

TEST(Crc32c, IsThatOfTheStandard) {  // RFC 3720 appendix B.4
  EXPECT_EQ(crc32c(""), 0u);
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43u);
}

TEST(ProxyV2, ThatIsNone) {
  struct Case {
    std::string octets;
    ProxyError error;
  };
  using enum ProxyError;
  const std::vector<Case> table{
      {std::string(signature.substr(0, 11)) + "X", no_signature},
      {"\r\nEHLO", no_signature},
      {v2(0x11, 0x11, addresses()), bad_syntax},
      {v2(0x31, 0x11, addresses()), bad_syntax},
      {v2(0x22, 0x11, addresses()), bad_syntax},
      {v2(0x21, 0x41, addresses()), bad_syntax},
      {v2(0x21, 0x13, addresses()), bad_syntax},
      {v2(0x21, 0x11, ""), truncated},
      {v2(0x21, 0x11, addresses().substr(1)), truncated},
      {v2(0x21, 0x21, std::string(35, 'x')), truncated},
      {v2(0x21, 0x31, std::string(215, 'x')), truncated},
      {v2_with("\x01"), truncated},
      {v2_with("\x01\0"s), truncated},
      {v2_with("\x01\0\x02x"s), truncated},
      {v2_with(tlv(0x05, std::string(129, 'x'))), bad_tlv},
      {v2_with(tlv(0x03, "abc")), bad_tlv},
      {v2_with(tlv(0x03, "abcde")), bad_tlv},
      {v2_with(tlv(0x03, "abcd")), bad_checksum},
      {v2_with(tlv(0x20, "")), bad_tlv},
      {v2_with(tlv(0x20, "\x01\0\0\0"s)), bad_tlv},
      {v2_with(tlv(0x20, "\x01\0\0\0\0\x21"s)), bad_tlv},
      {v2_with(tlv(0x20, "\x01\0\0\0\0\x21\0\x05TLS"s)), bad_tlv},
      {v2(0x21, 0x11, std::string(16 * 1024 - 15, 'x')), too_long},
      {v2(0x20, 0x00, std::string(65535, 'x')), too_long},
  };
  for (const auto& [octets, error] : table) EXPECT_EQ(parse(octets.substr(0, 300)).error, error) << octets;
}

TEST(ProxyV2, IsTakenUpToItsLimit) {
  const auto octets = v2(0x20, 0x00, std::string(ProxyHeaderParser::max_length - 16, 'x'));
  const auto result = read_exactly(octets);
  EXPECT_TRUE(result.header);
  EXPECT_EQ(result.taken, octets.size());
}

TEST(FormatProxyHeader, IsVersion2) {
  EXPECT_EQ(format_proxy_header(inet("192.0.2.1", 56324, "198.51.100.1", 25)), v2_with(""));
  EXPECT_EQ(format_proxy_header({.client = ProxyHeader::Local{}}), v2(0x20, 0x00, ""));
  EXPECT_EQ(format_proxy_header({}), v2(0x21, 0x00, ""));
}

TEST(FormatProxyHeader, RoundTrips) {
  auto full = inet("2001:db8::1", 1, "2001:db8::2", 25);
  full.alpn = "smtp";
  full.authority = "mx.example.org";
  full.unique_id = "\0\x01\xff"s;
  full.netns = "blue";
  full.tls = ProxyTls{.over_tls = true,
                      .certificate_in_session = true,
                      .verified = true,
                      .version = "TLSv1.3",
                      .common_name = "\u00fc",
                      .cipher = "X"};
  const std::vector<ProxyHeader> headers{
      {},
      {.client = ProxyHeader::Local{}},
      {.client = ProxyHeader::Unix{.source = "", .destination = "/run/postern"}},
      inet("192.0.2.1", 1, "198.51.100.1", 25),
      inet("192.0.2.1", 1, "2001:db8::2", 25),
      full,
  };
  for (const auto& header : headers) EXPECT_EQ(parsed(format_proxy_header(header)), header);
}

TEST(FormatProxyHeader, CutsWhatIsTooLong) {
  auto header = inet("192.0.2.1", 1, "198.51.100.1", 25);
  header.authority = std::string(254, 'a') + "\u00fc";
  header.unique_id = std::string(200, 'b');
  const auto again = parsed(format_proxy_header(header));
  EXPECT_EQ(again.authority, std::string(254, 'a'));
  EXPECT_EQ(again.unique_id, std::string(128, 'b'));
}

TEST(ProxyError, IsSaidInWords) {
  EXPECT_EQ(to_string(ProxyError::no_signature), "no PROXY header");
  EXPECT_EQ(to_string(ProxyError::bad_checksum), "a PROXY header with a wrong checksum");
}

}  // namespace
}  // namespace postern::smtp
