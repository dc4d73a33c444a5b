#include "mail/mailbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::mail {

static void PrintTo(const Mailbox& mailbox, std::ostream* out) {
  *out << mailbox.local << '@' << mailbox.domain;
}

namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Mailboxes = std::vector<Mailbox>;

Mailboxes parse(std::string_view body) {
  const auto result = parse_mailbox_list(body);
  EXPECT_TRUE(result.has_value()) << body;
  return result ? *result : Mailboxes{};
}

TEST(MailboxList, ReadsRfc5322) {
  struct Case {
    std::string body;
    Mailboxes mailboxes;
  };
  for (const auto& [body, mailboxes] : std::initializer_list<Case>{
           {" jdoe@example.com", {{"jdoe", "example.com"}}},
           {"<jdoe@example.com>", {{"jdoe", "example.com"}}},
           // RFC 5322 appendix A.1.1, A.1.2
           {" John Doe <jdoe@machine.example>", {{"jdoe", "machine.example"}}},
           {R"( "Joe Q. Public" <john.q.public@example.com>)", {{"john.q.public", "example.com"}}},
           {R"( Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>)",
            {{"mary", "x.test"}, {"jdoe", "example.org"}, {"one", "y.test"}}},
           {R"( <boss@nil.test>, "Giant; \"Big\" Box" <sysservices@example.net>)",
            {{"boss", "nil.test"}, {"sysservices", "example.net"}}},
           // Appendix A.1.3
           {" A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
            {{"c", "a.test"}, {"joe", "where.test"}, {"jdoe", "one.test"}}},
           // Appendix A.5
           {" Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", {{"pete", "silly.test"}}},
           {" A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n"
            "         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)",
            {{"c", "public.example"}, {"joe", "example.org"}, {"jdoe", "one.test"}}},
           // Appendix A.6.1, A.6.3
           {" Joe Q. Public <john.q.public@example.com>", {{"john.q.public", "example.com"}}},
           {" Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example",
            {{"mary", "example.net"}, {"jdoe", "test.example"}}},
           {" John Doe <jdoe@machine(comment).  example>", {{"jdoe", "machine.example"}}},
       }) {
    EXPECT_EQ(parse(body), mailboxes) << body;
  }
}

TEST(MailboxList, ReadsWhatIsSeldomSeen) {
  struct Case {
    std::string body;
    Mailboxes mailboxes;
  };
  for (const auto& [body, mailboxes] : std::initializer_list<Case>{
           {R"("a b@c\"d"@example.com)", {{"a b@c\"d", "example.com"}}},
           {R"(""@example.com)", {{"", "example.com"}}},
           {R"("a".b."c"@example.com)", {{"a.b.c", "example.com"}}},
           {"a . b @ example . com", {{"a.b", "example.com"}}},
           {"(one (two) ((three))) a@example.com (four)", {{"a", "example.com"}}},
           {"a@[192.0.2.1]", {{"a", "[192.0.2.1]"}}},
           {"a@[ IPv6:2001:db8::1 ]", {{"a", "[IPv6:2001:db8::1]"}}},
           {"<@a.test,@b.test:c@d.test>", {{"c", "d.test"}}},
           {"<,@a.test,,@b.test:c@d.test>", {{"c", "d.test"}}},
           {",, a@b.test,, c@d.test,", {{"a", "b.test"}, {"c", "d.test"}}},
           {"g1: a@b.test; , g2:;, c@d.test", {{"a", "b.test"}, {"c", "d.test"}}},
           {"g: , a@b.test ,, c@d.test, ;", {{"a", "b.test"}, {"c", "d.test"}}},
           {"=?utf-8?q?a=40good.example?= <b@c.test>", {{"b", "c.test"}}},
           {"J\xc3\xbcrgen <j\xc3\xbcrgen@b\xc3\xbc\x63her.example>",
            {{"j\xc3\xbcrgen", "b\xc3\xbc\x63her.example"}}},
           {"\"quoted, comma\" <a@b.test>", {{"a", "b.test"}}},
           {"a+b=c/d@Example.COM", {{"a+b=c/d", "Example.COM"}}},
           // Outside the grammar, and common.
           {".a..b.@example.com", {{".a..b.", "example.com"}}},
           {"a@b.test.", {{"a", "b.test"}}},
           {"g: <a@b.test. (c)>, c@d.test . ;", {{"a", "b.test"}, {"c", "d.test"}}},
           {"a@b.test <a@b.test>", {{"a", "b.test"}, {"a", "b.test"}}},
       }) {
    EXPECT_EQ(parse(body), mailboxes) << body;
  }
}

TEST(MailboxList, AnAddressInADisplayNameOrCommentIsText) {
  EXPECT_EQ(parse(R"("a@good.example" <b@evil.example>)"), (Mailboxes{{"b", "evil.example"}}));
  EXPECT_EQ(parse("(a@good.example) b@evil.example"), (Mailboxes{{"b", "evil.example"}}));
  EXPECT_EQ(parse("b@evil.example (a@good.example)"), (Mailboxes{{"b", "evil.example"}}));
  EXPECT_EQ(parse("b@evil.example(,a@good.example)"), (Mailboxes{{"b", "evil.example"}}));
  EXPECT_EQ(parse(R"("<a@good.example>, \"" <b@evil.example>)"), (Mailboxes{{"b", "evil.example"}}));
}

TEST(MailboxList, BothOfTwoAddressesCount) {
  EXPECT_EQ(parse("a@good.example <b@evil.example>"),
            (Mailboxes{{"a", "good.example"}, {"b", "evil.example"}}));
  EXPECT_EQ(parse("a@good.example, b@evil.example"),
            (Mailboxes{{"a", "good.example"}, {"b", "evil.example"}}));
}

TEST(MailboxList, AnEmptyGroupHasNoMailboxes) {
  EXPECT_THAT(parse(" undisclosed-recipients:;"), IsEmpty());
  EXPECT_THAT(parse("g: (nobody) , ;"), IsEmpty());
}

TEST(MailboxList, RefusesWhatIsNoList) {
  for (const auto& body : {""s,
                           " "s,
                           ","s,
                           "(comment)"s,
                           "<>"s,
                           "a"s,
                           "a b"s,
                           "@example.com"s,
                           "a@"s,
                           "a@b@c"s,
                           "a@b c"s,
                           "a b@c.test"s,
                           "<a@b.test"s,
                           "a@b.test>"s,
                           "<a@b.test> x"s,
                           "<a@b.test> <c@d.test>"s,
                           "<<a@b.test>>"s,
                           "a <b> <c@d.test>"s,
                           "a@b.test c@d.test"s,
                           "a@b.test; c@d.test"s,
                           ";"s,
                           "g: a@b.test"s,
                           "g: h: a@b.test;;"s,
                           ": a@b.test;"s,
                           "a@b.test (unclosed"s,
                           "a@b.test )"s,
                           "\"unclosed <a@b.test>"s,
                           "a@b..test"s,
                           "a@.test"s,
                           "a@b.test.."s,
                           "a@b.test.)"s,
                           "a@[192.0.2.1"s,
                           "a@[[]]"s,
                           "a@[1]x"s,
                           "<@a.test b@c.test>"s,
                           "a\0@b.test"s,
                           "a@b.test\0"s,
                           "\"a\0\"@b.test"s,
                           "(\0) a@b.test"s,
                           "a@b\r.test"s,
                           "a@b\n.test"s,
                           "a@b.test\r\nc@d.test"s,
                           "\\a@b.test"s}) {
    EXPECT_FALSE(parse_mailbox_list(body)) << body;
  }
}

TEST(MailboxList, TellsWhereItGaveUp) {
  EXPECT_EQ(parse_mailbox_list("a@b.test\r\n <").error().at, 10u);
}

TEST(MailboxList, HasALimit) {
  std::string list = "a@b.test";
  for (std::size_t i = 1; i < max_mailboxes; ++i) list += ",a@b.test";
  EXPECT_EQ(parse(list).size(), max_mailboxes);
  EXPECT_FALSE(parse_mailbox_list(list + ",a@b.test"));
}

TEST(MailboxList, DeepCommentsNeedNoStack) {
  const std::string open(1 << 20, '(');
  const std::string close(1 << 20, ')');
  EXPECT_EQ(parse(open + close + "a@b.test").size(), 1u);
  EXPECT_FALSE(parse_mailbox_list(open + "a@b.test"));
}

}  // namespace
}  // namespace postern::mail
