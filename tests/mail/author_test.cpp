#include "mail/author.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/mailbox.hpp"

namespace postern::mail {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;

HeaderBlock header(std::initializer_list<std::string> fields) {
  HeaderBlock block;
  for (const auto& field : fields) block.append(HeaderField::raw(field + "\r\n"));
  return block;
}

Authors authors(std::initializer_list<std::string> fields) {
  return author_domains(header(fields));
}

std::vector<std::string> domains(std::initializer_list<std::string> fields) {
  const auto result = authors(fields);
  EXPECT_EQ(result.error, std::nullopt);
  return result.domains;
}

TEST(AuthorDomains, IsTheDomainOfFromInLowerCase) {
  EXPECT_THAT(domains({"Subject: x", "fROM : Alice <a@Mail.Example.COM>", "Sender: b@c.test"}),
              ElementsAre("mail.example.com"));
}

TEST(AuthorDomains, NamesEachOnce) {
  EXPECT_THAT(domains({"From: a@b.test, c@B.TEST"}), ElementsAre("b.test"));
  EXPECT_THAT(domains({"From: a@b.test <a@b.test>"}), ElementsAre("b.test"));
}

TEST(AuthorDomains, HoldsEveryDomainThatMayBeShown) {
  for (const auto* from : {"From: a@good.example, b@evil.example", "From: a@good.example <b@evil.example>",
                           "From: g: a@good.example, b@evil.example;"}) {
    EXPECT_THAT(domains({from}), ElementsAre("good.example", "evil.example")) << from;
  }
}

TEST(AuthorDomains, AreAsTheDnsKnowsThem) {
  EXPECT_THAT(domains({"From: a@B\xc3\xbc\x63her.Example., b@xn--bcher-kva.example"}),
              ElementsAre("xn--bcher-kva.example"));
  EXPECT_THAT(domains({"From: a@[IPv6:2001:db8::1]"}), ElementsAre("[ipv6:2001:db8::1]"));
}

TEST(AuthorDomains, OfSeveralFieldsAreAnErrorAndAllThere) {
  EXPECT_EQ(authors({"From: a@good.example", "From: b@evil.example"}),
            (Authors{.domains = {"good.example", "evil.example"}, .error = AuthorError::several_from}));
  EXPECT_EQ(authors({"From: a@b.test", "FROM: a@b.test"}),
            (Authors{.domains = {"b.test"}, .error = AuthorError::several_from}));
}

TEST(AuthorDomains, TextIsNoDomain) {
  for (const auto* from :
       {"From: \"a@good.example\" <b@evil.example>", "From: (a@good.example) b@evil.example",
        "From: =?utf-8?q?a=40good.example?= <b@evil.example>", "From: <@good.example:b@evil.example>",
        "From:\r\n b@\r\n evil.example"}) {
    EXPECT_THAT(domains({from}), ElementsAre("evil.example")) << from;
  }
}

TEST(AuthorDomains, NeedAFromField) {
  const Authors nobody{.domains = {}, .error = AuthorError::no_from};
  EXPECT_EQ(authors({}), nobody);
  EXPECT_EQ(authors({"Sender: a@b.test", "Resent-From: a@b.test", "From a@b.test"}), nobody);
}

TEST(AuthorDomains, NeedAMailbox) {
  EXPECT_EQ(authors({"From: nobody:;"}), (Authors{.domains = {}, .error = AuthorError::no_mailbox}));
}

TEST(AuthorDomains, OfAFieldThatCannotBeReadAreWhatSeemsMeant) {
  struct Case {
    std::string from;
    std::vector<std::string> domains;
  };
  for (const auto& each : std::initializer_list<Case>{
           {"From:", {}},
           {"From: <>", {}},
           {"From: nobody", {}},
           {"From: a@", {}},
           {"From: @@@", {}},
           {"From: a@b..test", {}},
           {"From: <c@d.test", {"d.test"}},
           {"From: a@b.test\0"s, {"b.test"}},
           {"From: a@b.test\0.evil.example"s, {"b.test"}},
           {"From: <a@b.test> <c@\r\n d.test> e@F.test.", {"b.test", "f.test"}},
           {"From: a@b@c", {"b", "c"}},
           {"From: a@b.test/c", {"b.test"}},
           {"From: a@b.test'.c.test, d@e.test", {"e.test", "b.test"}},
           {"From: a@b.test\xff", {"b.test"}},
           {"From: a@\xff.Example", {}},
           {"From: a@b.test, c@" + std::string(64, 'x') + ".test", {"b.test"}},
           {"From: \\<a@b\xc3\xbc\x63her.test\\>", {"xn--bcher-kva.test"}},
       }) {
    const auto result = authors({each.from});
    EXPECT_EQ(result.error, AuthorError::syntax) << each.from;
    EXPECT_EQ(result.domains, each.domains) << each.from;
  }
}

TEST(AuthorDomains, OneUnreadableFromHidesNoOther) {
  EXPECT_EQ(authors({"From: a@b.test", "From: <c@d.test"}),
            (Authors{.domains = {"b.test", "d.test"}, .error = AuthorError::syntax}));
  EXPECT_EQ(authors({"From:", "From: a@b.test"}),
            (Authors{.domains = {"b.test"}, .error = AuthorError::syntax}));
}

TEST(AuthorDomains, OfAnEndlessListAreBounded) {
  std::string from = "From: a@d.test";
  for (std::size_t i = 0; i <= 2 * max_mailboxes; ++i) from += ", a@d" + std::to_string(i) + ".test";
  const auto result = authors({from});
  EXPECT_EQ(result.error, AuthorError::syntax);
  EXPECT_EQ(result.domains.size(), max_mailboxes);
}

TEST(AuthorDomains, ErrorsAreDescribed) {
  using enum AuthorError;
  for (const auto error : {no_from, several_from, no_mailbox, syntax}) EXPECT_NE(describe(error), "");
}

}  // namespace
}  // namespace postern::mail
