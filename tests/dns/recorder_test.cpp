#include "dns/recorder.hpp"

#include <gtest/gtest.h>

#include "dns/zone.hpp"
#include "support/run.hpp"

namespace postern::dns {
namespace {

Question question(std::string_view name, Type type) {
  return {*Name::parse(name), type};
}

Exchange exchange(std::string_view name, Type type, Answer answer) {
  return {.question = question(name, type), .answer = std::move(answer)};
}

Zone replay(const std::vector<Exchange>& exchanges) {
  const auto text = format_zone(exchanges);
  auto zone = Zone::parse(text);
  EXPECT_TRUE(zone) << format(zone.error()) << "\n" << text;
  return zone ? *zone : Zone();
}

/// What has to be the same of two answers.
void expect_same(const Answer& a, const Answer& b, const Question& asked) {
  SCOPED_TRACE(asked.name.text() + " " + std::string(format(asked.type)));
  EXPECT_EQ(format(a.status), format(b.status));
  if (!a.is_temporary_failure()) {
    EXPECT_EQ(a.owner, b.owner);
  }
  EXPECT_EQ(a.addresses, b.addresses);
  EXPECT_EQ(a.names, b.names);
  EXPECT_EQ(a.exchanges, b.exchanges);
  EXPECT_EQ(a.texts, b.texts);
  if (a.status == Status::ok) {
    EXPECT_EQ(a.ttl, b.ttl);
  }
}

void expect_replayed(const std::vector<Exchange>& exchanges) {
  const auto zone = replay(exchanges);
  for (const auto& [asked, answer, time] : exchanges) expect_same(zone.find(asked), *answer, asked);
}

/// Asks a zone, through a recorder, and then what was recorded.
void expect_recorded(std::string_view text, const std::vector<Question>& questions) {
  auto zone = *Zone::parse(text);
  test::SimulatedWorld world;
  Recorder recorder(world, zone);
  for (const auto& asked : questions) world.run(recorder.resolve(asked));
  ASSERT_EQ(recorder.exchanges().size(), questions.size());
  expect_replayed(recorder.exchanges());
}

TEST(Recorder, KeepsAnswersOfEveryType) {
  expect_recorded(R"(
$TTL 77
a.example    A     192.0.2.1
a.example    A     192.0.2.2
a.example    AAAA  2001:db8::1
a.example    MX    10 mail.example.
a.example    MX    0 .
a.example    TXT   "v=spf1 " "-all"
a.example    TXT   ""
a.example    NS    ns.example.
1.2.0.192.in-addr.arpa PTR a.example.
)",
                  {question("a.example", Type::A), question("a.example", Type::AAAA),
                   question("a.example", Type::MX), question("a.example", Type::TXT),
                   question("a.example", Type::NS), question("1.2.0.192.in-addr.arpa", Type::PTR)});
}

TEST(Recorder, KeepsHowQuestionsFailed) {
  expect_recorded("broken.example SERVFAIL\nslow.example TIMEOUT TXT\nslow.example A 192.0.2.1\n",
                  {question("broken.example", Type::A), question("slow.example", Type::TXT),
                   question("slow.example", Type::A), question("gone.example", Type::TXT),
                   question("slow.example", Type::MX)});
}

TEST(Recorder, KeepsWhereAliasesLead) {
  expect_recorded(R"(
www.example     CNAME host.example.
other.example   CNAME host.example.
host.example    A     192.0.2.1
lost.example    CNAME nowhere.example.
)",
                  {question("www.example", Type::A), question("other.example", Type::A),
                   question("www.example", Type::TXT), question("lost.example", Type::A),
                   question("host.example", Type::A)});
}

// Servers that say NXDOMAIN of a name with names below it are common (RFC 8020 has its reason).
TEST(Recorder, KeepsThatANameWithNamesBelowItDoesNotExist) {
  expect_replayed({exchange("example.com", Type::TXT,
                            {.status = Status::nx_domain, .owner = *Name::parse("example.com")}),
                   exchange("_dmarc.example.com", Type::TXT,
                            {.status = Status::ok,
                             .owner = *Name::parse("_dmarc.example.com"),
                             .texts = {"v=DMARC1"},
                             .ttl = std::chrono::seconds(5)})});
}

TEST(Recorder, KeepsThatAWildcardCoveredSomeNamesOnly) {
  expect_recorded("*.example TXT any\n",
                  {question("*.example", Type::TXT), question("a.example", Type::TXT)});
  expect_replayed(
      {exchange("*.example", Type::TXT,
                {.status = Status::ok,
                 .owner = *Name::parse("*.example"),
                 .texts = {"x"},
                 .ttl = std::chrono::seconds(5)}),
       exchange("b.example", Type::TXT, {.status = Status::nx_domain, .owner = *Name::parse("b.example")})});
}

TEST(Recorder, KeepsNamesAndTextsOfAnyOctets) {
  std::string octets;
  for (int octet = 0; octet < 256; ++octet) octets += static_cast<char>(octet);
  for (const auto* name : {"a b.example", "se;mi.example", "q\"uote.example", "at@.example",
                           "$dollar.example", "back\\slash.example", "\xc3\xbc.example", "(paren).example"}) {
    const auto owner = *Name::parse(name);
    expect_replayed({exchange(name, Type::TXT,
                              {.status = Status::ok,
                               .owner = owner,
                               .texts = {octets + octets, ""},
                               .ttl = std::chrono::seconds(5)}),
                     exchange(name, Type::A, {.status = Status::server_failure, .owner = owner}),
                     exchange(name, Type::MX, {.status = Status::no_data, .owner = owner})});
  }
}

TEST(Recorder, KeepsTheLargestRecordThatIsLookedAt) {
  const std::string large(8000, '\xff');
  expect_replayed({exchange("large.example", Type::TXT,
                            {.status = Status::ok,
                             .owner = *Name::parse("large.example"),
                             .texts = {large},
                             .ttl = std::chrono::seconds(5)})});
}

TEST(Recorder, TakesWhatNeverCameForATimeOut) {
  const auto zone = replay({{.question = question("slow.example", Type::TXT), .answer = std::nullopt}});
  EXPECT_EQ(zone.find(question("slow.example", Type::TXT)).status, Status::timeout);
}

TEST(Recorder, TakesTheFirstOfTwoAnswers) {
  const auto answer = [](const char* text) {
    return Answer{.status = Status::ok,
                  .owner = *Name::parse("a.example"),
                  .texts = {text},
                  .ttl = std::chrono::seconds(5)};
  };
  const auto zone = replay({exchange("a.example", Type::TXT, answer("first")),
                            exchange("a.example", Type::TXT, answer("second"))});
  EXPECT_EQ(zone.find(question("a.example", Type::TXT)).texts, std::vector<std::string>{"first"});
}

}  // namespace
}  // namespace postern::dns
