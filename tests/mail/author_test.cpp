#include "mail/author.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::mail {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;

HeaderBlock header(std::initializer_list<std::string> fields) {
  HeaderBlock block;
  for (const auto& field : fields) block.append(HeaderField::raw(field + "\r\n"));
  return block;
}

std::vector<std::string> domains(std::initializer_list<std::string> fields) {
  const auto result = author_domains(header(fields));
  EXPECT_TRUE(result.has_value());
  return result ? *result : std::vector<std::string>{};
}

AuthorError error(std::initializer_list<std::string> fields) {
  const auto result = author_domains(header(fields));
  EXPECT_FALSE(result.has_value());
  return result ? AuthorError{} : result.error();
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
  for (const auto& from :
       {"From: a@good.example, b@evil.example"s, "From: a@good.example <b@evil.example>"s,
        "From: g: a@good.example, b@evil.example;"s, "From: a@good.example\r\nFrom: b@evil.example"s}) {
    const auto second = from.find("\r\n");
    const auto found =
        second == from.npos ? domains({from}) : domains({from.substr(0, second), from.substr(second + 2)});
    EXPECT_THAT(found, ElementsAre("evil.example", "good.example")) << from;
  }
}

TEST(AuthorDomains, TextIsNoDomain) {
  for (const auto* from :
       {"From: \"a@good.example\" <b@evil.example>", "From: (a@good.example) b@evil.example",
        "From: =?utf-8?q?a=40good.example?= <b@evil.example>", "From: <@good.example:b@evil.example>",
        "From:\r\n b@\r\n evil.example"}) {
    EXPECT_THAT(domains({from}), ElementsAre("evil.example")) << from;
  }
}

TEST(AuthorDomains, NeedsAFromField) {
  EXPECT_EQ(error({}), AuthorError::no_from);
  EXPECT_EQ(error({"Sender: a@b.test", "Resent-From: a@b.test", "From a@b.test"}), AuthorError::no_from);
}

TEST(AuthorDomains, NeedsAMailbox) {
  EXPECT_EQ(error({"From: nobody:;"}), AuthorError::no_mailbox);
}

TEST(AuthorDomains, OneUnreadableFromHidesTheOthers) {
  EXPECT_EQ(error({"From: a@b.test", "From: <c@d.test"}), AuthorError::syntax);
  EXPECT_EQ(error({"From:", "From: a@b.test"}), AuthorError::syntax);
  EXPECT_EQ(error({"From: a@b.test\0"s}), AuthorError::syntax);
}

}  // namespace
}  // namespace postern::mail
