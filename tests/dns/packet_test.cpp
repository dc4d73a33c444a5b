#include "dns/packet.hpp"

#include <gmock/gmock.h>

#include "packet_bytes.hpp"

namespace postern::dns {
namespace {

using namespace test;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const Name example = *Name::parse("example.org");

using Parsed = base::Result<Response, PacketError>;

Parsed parse(const PacketParts& parts) {
  const auto bytes = packet_bytes(parts);
  const Query query{0x1234, {example, parts.question_type}};
  return parse_response(octets(bytes), query);
}

/// The response to `parts`, which must be one.
Response response_to(const PacketParts& parts) {
  auto parsed = parse(parts);
  EXPECT_TRUE(parsed);
  return parsed ? *parsed : Response{};
}

void expect_error(const Parsed& parsed, PacketError error) {
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error(), error);
}

TEST(WriteQuery, AsksWithEdnsAndTheAdBit) {
  using namespace std::string_literals;
  const auto packet = write_query({0xbeef, {*Name::parse("a b\xff.org"), Type::MX}});
  EXPECT_EQ(std::string(packet.begin(), packet.end()),
            "\xbe\xef\x01\x20\0\x01\0\0\0\0\0\x01"
            "\x04"
            "a b\xff\x03org\0\0\x0f\0\x01"
            "\0\0\x29\x04\xd0\0\0\0\0\0\0"s);
}

TEST(WriteQuery, RootHasNoLabels) {
  EXPECT_EQ(write_query({0, {Name(), Type::NS}})[12], 0);
}

TEST(ParseResponse, JoinsTheStringsOfEachText) {
  const auto response =
      response_to({.answers = {txt_record("example.org", 60, counted("v=spf1 ") + counted("-all")),
                               txt_record("example.org", 30, counted(""))}});
  EXPECT_EQ(response.answer.status, Status::ok);
  EXPECT_THAT(response.answer.texts, ElementsAre("v=spf1 -all", ""));
  EXPECT_EQ(response.answer.ttl, seconds(30));
  EXPECT_EQ(response.answer.owner, example);
}

TEST(ParseResponse, ReadsAddresses) {
  const auto v4 =
      response_to({.question_type = Type::A, .answers = {a_record("example.org", 60, {'\xc0', 0, 2, 1})}});
  EXPECT_THAT(v4.answer.addresses, ElementsAre(*base::IpAddress::parse("192.0.2.1")));
  const std::string sixteen = "\x20\x01\x0d\xb8" + std::string(11, '\0') + "\x01";
  const auto v6 = response_to(
      {.question_type = Type::AAAA, .answers = {resource_record(wire_name("example.org"), 28, 60, sixteen)}});
  EXPECT_THAT(v6.answer.addresses, ElementsAre(*base::IpAddress::parse("2001:db8::1")));
}

TEST(ParseResponse, ReadsExchangesWithTheNullMx) {
  const auto owner = wire_name("example.org");
  const auto response =
      response_to({.question_type = Type::MX,
                   .answers = {resource_record(owner, 15, 60, u16(10) + wire_name("mail.example.org")),
                               resource_record(owner, 15, 60, u16(0) + wire_name(""))}});
  EXPECT_THAT(response.answer.exchanges,
              ElementsAre(Mx{10, *Name::parse("mail.example.org")}, Mx{0, Name()}));
}

TEST(ParseResponse, SkipsNamesThatCannotBeAskedFor) {
  const auto owner = wire_name("example.org");
  const auto dot_inside = counted("a.b") + wire_name("org");
  const auto response = response_to({.question_type = Type::PTR,
                                     .answers = {resource_record(owner, 12, 60, dot_inside),
                                                 resource_record(owner, 12, 60, wire_name("host.example"))}});
  EXPECT_THAT(response.answer.names, ElementsAre(*Name::parse("host.example")));
}

TEST(ParseResponse, ComparesNamesWithoutCase) {
  const auto response = response_to({.question_name = counted("eXample") + counted("ORG") + '\0',
                                     .answers = {txt_record("example.org", 60, counted("x"))}});
  EXPECT_EQ(response.answer.status, Status::ok);
}

TEST(ParseResponse, IgnoresRecordsOfOtherNamesAndTypes) {
  const auto response = response_to(
      {.answers = {txt_record("other.example", 60, counted("forged")),
                   a_record("example.org", 60, {1, 2, 3, 4}), txt_record("example.org", 60, counted("x"))}});
  EXPECT_THAT(response.answer.texts, ElementsAre("x"));
  EXPECT_THAT(response.answer.addresses, IsEmpty());
}

TEST(ParseResponse, KeepsTheAdBit) {
  const PacketParts parts{.answers = {txt_record("example.org", 60, counted("x"))}};
  EXPECT_FALSE(response_to(parts).answer.authenticated);
  auto authentic = parts;
  authentic.flags |= with_ad;
  EXPECT_TRUE(response_to(authentic).answer.authenticated);
}

TEST(ParseResponse, FollowsTheChainInsideThePacket) {
  const auto response = response_to(
      {.answers = {txt_record("c.example", 90, counted("x")), cname_record("example.org", 60, "b.example"),
                   cname_record("b.example", 20, "c.example")}});
  EXPECT_THAT(response.answer.texts, ElementsAre("x"));
  EXPECT_EQ(response.answer.owner, *Name::parse("c.example"));
  EXPECT_EQ(response.answer.ttl, seconds(20));
}

TEST(ParseResponse, SaysWhereToContinueTheChain) {
  const auto response = response_to({.answers = {cname_record("example.org", 60, "b.example")}});
  EXPECT_EQ(response.continue_at, Name::parse("b.example"));
  EXPECT_EQ(response.answer.ttl, seconds(60));
}

TEST(ParseResponse, CnameAskedForIsAnAnswer) {
  const auto response =
      response_to({.question_type = Type::CNAME, .answers = {cname_record("example.org", 60, "b.example")}});
  EXPECT_THAT(response.answer.names, ElementsAre(*Name::parse("b.example")));
  EXPECT_FALSE(response.continue_at);
}

TEST(ParseResponse, LoopOfCnamesIsAFailure) {
  const auto response = response_to({.answers = {cname_record("example.org", 60, "b.example"),
                                                 cname_record("b.example", 60, "example.org")}});
  EXPECT_EQ(response.answer.status, Status::server_failure);
}

TEST(ParseResponse, CnameToANameThatCannotBeAskedForIsNoAbsence) {
  const auto target = counted("a.b") + wire_name("org");
  expect_error(parse({.answers = {resource_record(wire_name("example.org"), 5, 60, target)}}),
               PacketError::malformed);
}

// RFC 2308 §5: the lesser of the SOA's TTL and its minimum.
TEST(ParseResponse, AbsenceLivesAsLongAsTheSoaSays) {
  const auto by_minimum = response_to({.authority = {soa_record("example.org", 900, 300)}});
  EXPECT_EQ(by_minimum.answer.status, Status::no_data);
  EXPECT_EQ(by_minimum.answer.ttl, seconds(300));
  const auto by_ttl =
      response_to({.flags = plain_response | nxdomain, .authority = {soa_record("org", 100, 300)}});
  EXPECT_EQ(by_ttl.answer.status, Status::nx_domain);
  EXPECT_EQ(by_ttl.answer.ttl, seconds(100));
}

TEST(ParseResponse, AbsenceWithoutItsSoaIsNotKept) {
  EXPECT_EQ(response_to({}).answer.status, Status::no_data);
  EXPECT_EQ(response_to({}).answer.ttl, seconds(0));
  const auto foreign_soa = response_to({.authority = {soa_record("example.net", 900, 300)}});
  EXPECT_EQ(foreign_soa.answer.ttl, seconds(0));
}

// RFC 2181 §8: the highest bit must be zero.
TEST(ParseResponse, TtlWithTheHighestBitIsZero) {
  const auto response = response_to({.answers = {txt_record("example.org", 0x80000001, counted("x"))}});
  EXPECT_EQ(response.answer.ttl, seconds(0));
}

// RFC 2308 §2.1, RFC 6604 §3: the code is that of the last name of the chain.
TEST(ParseResponse, NxDomainBelongsToTheEndOfTheChain) {
  const auto response = response_to({.flags = plain_response | nxdomain,
                                     .answers = {cname_record("example.org", 60, "gone.example")},
                                     .authority = {soa_record("example", 900, 300)}});
  EXPECT_EQ(response.answer.status, Status::nx_domain);
  EXPECT_EQ(response.answer.owner, *Name::parse("gone.example"));
  EXPECT_EQ(response.answer.ttl, seconds(60));
  EXPECT_FALSE(response.continue_at);
}

TEST(ParseResponse, ChainMayEndWithoutData) {
  const auto response = response_to({.answers = {cname_record("example.org", 60, "b.example")},
                                     .authority = {soa_record("example", 900, 300)}});
  EXPECT_EQ(response.answer.status, Status::no_data);
  EXPECT_FALSE(response.continue_at);
}

TEST(ParseResponse, ErrorCodesAreFailures) {
  for (const unsigned code : {1U, servfail, 4U, refused, 9U}) {
    EXPECT_EQ(response_to({.flags = plain_response | code}).answer.status, Status::server_failure) << code;
  }
}

TEST(ParseResponse, ExtendedErrorCodeIsAFailure) {
  // BADVERS: 16, of which only the OPT record has the bit that counts (RFC 6891 §6.1.3).
  const auto opt = '\0' + u16(41) + u16(1232) + u32(0x01000000) + u16(0);
  auto bytes = packet_bytes({}) + opt;
  bytes[11] = 1;
  const auto parsed = parse_response(octets(bytes), {0x1234, {example, Type::TXT}});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->answer.status, Status::server_failure);
}

TEST(ParseResponse, ReferralIsNoAbsence) {
  const auto ns = resource_record(wire_name("org"), 2, 60, wire_name("a.nic.example"));
  const PacketParts referral{.flags = plain_response & ~with_ra, .authority = {ns}};
  EXPECT_EQ(response_to(referral).answer.status, Status::server_failure);
  auto authoritative = referral;
  authoritative.flags |= with_aa;
  EXPECT_EQ(response_to(authoritative).answer.status, Status::no_data);
}

TEST(ParseResponse, TruncationCountsEvenInsideARecord) {
  auto bytes = packet_bytes(
      {.flags = plain_response | with_tc, .answers = {txt_record("example.org", 60, counted("cut off"))}});
  bytes.resize(bytes.size() - 3);
  const auto parsed = parse_response(octets(bytes), {0x1234, {example, Type::TXT}});
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->truncated);
}

TEST(ParseResponse, ForeignPackets) {
  const auto txt = txt_record("example.org", 60, counted("x"));
  expect_error(parse({.id = 0x1235, .answers = {txt}}), PacketError::foreign);
  expect_error(parse({.flags = 0x0100, .answers = {txt}}), PacketError::foreign);
  expect_error(parse({.flags = plain_response | 0x2000, .answers = {txt}}), PacketError::foreign);
  expect_error(parse({.question_name = wire_name("example.net"), .answers = {txt}}), PacketError::foreign);
  const auto other_type = packet_bytes({.question_type = Type::MX, .answers = {txt}});
  expect_error(parse_response(octets(other_type), {0x1234, {example, Type::TXT}}), PacketError::foreign);
  auto two_questions = packet_bytes({.answers = {txt}});
  two_questions[5] = 2;
  expect_error(parse_response(octets(two_questions), {0x1234, {example, Type::TXT}}), PacketError::foreign);
}

TEST(ParseResponse, EveryShorterPacketIsAnErrorOfSomeKind) {
  const auto bytes = packet_bytes({.answers = {txt_record("example.org", 60, counted("x"))}});
  const auto end_of_question = packet_bytes({}).size();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto parsed = parse_response(octets(bytes).first(size), {0x1234, {example, Type::TXT}});
    expect_error(parsed, size < end_of_question ? PacketError::foreign : PacketError::malformed);
  }
}

TEST(ParseResponse, LoopingCompressionIsMalformed) {
  // The owner is a pointer to itself: 12 octets of header, then the question.
  const auto here = static_cast<unsigned>(packet_bytes({}).size());
  expect_error(parse({.answers = {resource_record(u16(0xc000 | here), 16, 60, counted("x"))}}),
               PacketError::malformed);
  expect_error(parse({.question_name = u16(0xc00c)}), PacketError::foreign);
}

TEST(ParseResponse, CompressedNamesAreRead) {
  const auto response = response_to({.answers = {resource_record(u16(0xc00c), 16, 60, counted("x"))}});
  EXPECT_THAT(response.answer.texts, ElementsAre("x"));
}

TEST(ParseResponse, NxDomainWithDataContradictsItself) {
  expect_error(
      parse({.flags = plain_response | nxdomain, .answers = {txt_record("example.org", 60, counted("x"))}}),
      PacketError::malformed);
}

TEST(ParseResponse, AddressOfTheWrongLengthIsMalformed) {
  expect_error(parse({.question_type = Type::A, .answers = {a_record("example.org", 60, "abc")}}),
               PacketError::malformed);
}

}  // namespace
}  // namespace postern::dns
