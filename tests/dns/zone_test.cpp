#include "dns/zone.hpp"

#include <gmock/gmock.h>

namespace postern::dns {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view sample = R"(
$ORIGIN example.org.
$TTL 10m
@       IN SOA ns hostmaster ( 1 7200 3600
                               1209600 60 )  ; what is in parentheses is one line
        NS     ns.example.net.
        MX     10 mail
        MX     20 backup.example.net.
        TXT    "v=spf1 mx " "-all"   ; joined
mail 60 IN A   192.0.2.1
        A      192.0.2.2
        AAAA   2001:db8::1
s1._domainkey  TXT ( "v=DKIM1; k=rsa; "
                     "p=AAAA" )
www     30 CNAME mail
away    CNAME  host.example.com.
a       CNAME  b
b       CNAME  a
*.wild  TXT    wildcard
broken  SERVFAIL
slow    TIMEOUT TXT
slow    A      192.0.2.9
mixed   TIMEOUT
        A      192.0.2.10
$ORIGIN 2.0.192.in-addr.arpa.
1       PTR    Mail.Example.ORG.
)";

Zone zone_of(std::string_view text) {
  auto zone = Zone::parse(text);
  EXPECT_TRUE(zone) << format(zone.error());
  return zone ? *zone : Zone();
}

Question question(std::string_view name, Type type) {
  return {*Name::parse(name), type};
}

Answer ask(std::string_view name, Type type) {
  return zone_of(sample).find(question(name, type));
}

TEST(Zone, AnswersEveryTypeAskedFor) {
  EXPECT_THAT(ask("mail.example.org", Type::A).addresses,
              ElementsAre(*base::IpAddress::parse("192.0.2.1"), *base::IpAddress::parse("192.0.2.2")));
  EXPECT_THAT(ask("mail.example.org", Type::AAAA).addresses,
              ElementsAre(*base::IpAddress::parse("2001:db8::1")));
  EXPECT_THAT(
      ask("example.org", Type::MX).exchanges,
      ElementsAre(Mx{10, *Name::parse("mail.example.org")}, Mx{20, *Name::parse("backup.example.net")}));
  EXPECT_THAT(ask("example.org", Type::NS).names, ElementsAre(*Name::parse("ns.example.net")));
  EXPECT_THAT(ask("1.2.0.192.in-addr.arpa", Type::PTR).names, ElementsAre(*Name::parse("mail.example.org")));
}

TEST(Zone, JoinsTheStringsOfAText) {
  EXPECT_THAT(ask("example.org", Type::TXT).texts, ElementsAre("v=spf1 mx -all"));
  EXPECT_THAT(ask("s1._domainkey.example.org", Type::TXT).texts, ElementsAre("v=DKIM1; k=rsa; p=AAAA"));
}

TEST(Zone, ReadsTheTypeThatNobodyAsksFor) {
  const auto zone = zone_of("example.org. SPF \"v=spf1 \" \"-all\"\n");
  EXPECT_THAT(zone.find(question("example.org", Type::SPF)).texts, ElementsAre("v=spf1 -all"));
  EXPECT_EQ(zone.find(question("example.org", Type::TXT)).status, Status::no_data);
}

TEST(Type, IsReadInAnyCase) {
  for (const auto type : all_types) EXPECT_EQ(parse_type(format(type)), type);
  EXPECT_EQ(parse_type("txt"), Type::TXT);
  EXPECT_EQ(parse_type("TXT "), std::nullopt);
  EXPECT_EQ(parse_type("SOA"), std::nullopt);
}

TEST(Zone, KnowsWhatDoesNotExist) {
  EXPECT_EQ(ask("nobody.example.org", Type::A).status, Status::nx_domain);
  EXPECT_EQ(ask("mail.example.org", Type::TXT).status, Status::no_data);
  // RFC 8020: nothing below a name, but something below this one.
  EXPECT_EQ(ask("_domainkey.example.org", Type::TXT).status, Status::no_data);
  EXPECT_EQ(Zone().find(question("example.org", Type::A)).status, Status::nx_domain);
}

TEST(Zone, FollowsCnames) {
  const auto answer = ask("www.example.org", Type::AAAA);
  EXPECT_EQ(answer.status, Status::ok);
  EXPECT_EQ(answer.owner, *Name::parse("mail.example.org"));
  EXPECT_EQ(answer.ttl, std::chrono::seconds(30));
  EXPECT_EQ(ask("away.example.org", Type::A).status, Status::nx_domain);
  EXPECT_THAT(ask("www.example.org", Type::CNAME).names, ElementsAre(*Name::parse("mail.example.org")));
}

TEST(Zone, FailsOnCnameLoop) {
  EXPECT_EQ(ask("a.example.org", Type::A).status, Status::server_failure);
}

TEST(Zone, ExpandsWildcardsBelowTheClosestEncloserOnly) {
  EXPECT_THAT(ask("x.wild.example.org", Type::TXT).texts, ElementsAre("wildcard"));
  EXPECT_THAT(ask("y.x.wild.example.org", Type::TXT).texts, ElementsAre("wildcard"));
  EXPECT_EQ(ask("x.wild.example.org", Type::A).status, Status::no_data);
  EXPECT_EQ(ask("x.mail.example.org", Type::TXT).status, Status::nx_domain);
}

TEST(Zone, FailsWhereTold) {
  EXPECT_EQ(ask("broken.example.org", Type::A).status, Status::server_failure);
  EXPECT_EQ(ask("slow.example.org", Type::TXT).status, Status::timeout);
  EXPECT_EQ(ask("slow.example.org", Type::A).status, Status::ok);
  EXPECT_EQ(ask("slow.example.org", Type::MX).status, Status::no_data);
  EXPECT_EQ(ask("mixed.example.org", Type::A).status, Status::ok);
  EXPECT_EQ(ask("mixed.example.org", Type::TXT).status, Status::timeout);
}

TEST(Zone, TakesTimesToLiveFromDirectiveAndRecord) {
  EXPECT_EQ(ask("example.org", Type::TXT).ttl, std::chrono::minutes(10));
  // The smallest of the set (RFC 2181 §5.2 wants them equal).
  EXPECT_EQ(ask("mail.example.org", Type::A).ttl, std::chrono::seconds(60));
}

TEST(Zone, NamesAreRelativeToTheRootAtFirst) {
  EXPECT_EQ(zone_of("example.com TXT hello").find(question("example.com", Type::TXT)).status, Status::ok);
}

TEST(Zone, IsBuiltInCode) {
  Zone zone;
  const auto name = *Name::parse("example.org");
  zone.add_text(name, "hello");
  zone.add_address(name, *base::IpAddress::parse("192.0.2.1"));
  zone.add_mx(name, 0, Name());
  zone.add_name(*Name::parse("www.example.org"), Type::CNAME, name);
  zone.fail(name, Type::NS, Status::timeout);
  EXPECT_THAT(zone.find({*Name::parse("www.example.org"), Type::TXT}).texts, ElementsAre("hello"));
  EXPECT_THAT(zone.find({name, Type::MX}).exchanges, ElementsAre(Mx{0, Name()}));
  EXPECT_EQ(zone.find({name, Type::NS}).status, Status::timeout);
  EXPECT_EQ(zone.find({name, Type::AAAA}).status, Status::no_data);
}

struct Faulty {
  std::string_view text;
  std::size_t line;
  std::string_view says;
};

TEST(Zone, SaysWhatIsWrongAndWhere) {
  const Faulty cases[] = {
      {"\n\na A 192.0.2.1\na A 192.0.2\n", 4, "cannot be read"},
      {"; comment\n  A 192.0.2.1\n", 2, "no owner"},
      {"a NOTYPE x\n", 1, "cannot be read"},
      {"a TXT (\n\"x\"\n\n", 1, "parenthesis"},
      {"a TXT \"x\nb A 192.0.2.1\n", 1, "quote"},
      {"a TXT x )\n", 1, "parenthesis"},
      {"$INCLUDE other\n", 1, "$INCLUDE is not supported"},
      {"$TTL soon\n", 1, "$TTL needs"},
      {"$ORIGIN a..b.\n", 1, "$ORIGIN needs"},
      {"a..b SERVFAIL\n", 1, "owner"},
      {"a SERVFAIL SOA\n", 1, "SOA is never asked for"},
      {"a\\.b.example. A 192.0.2.1\n", 1, "owner"},
  };
  for (const auto& [text, line, says] : cases) {
    const auto zone = Zone::parse(text);
    ASSERT_FALSE(zone) << text;
    EXPECT_EQ(zone.error().line, line) << text;
    EXPECT_THAT(zone.error().text, HasSubstr(says)) << text;
  }
  EXPECT_EQ(format(ZoneError{3, "it is wrong"}), "line 3: it is wrong");
}

}  // namespace
}  // namespace postern::dns
