#include "dkim/candidates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::dkim {
namespace {

using ::testing::ElementsAre;

mail::HeaderField field(const std::string& text) {
  return mail::HeaderField::raw(text + "\r\n");
}

mail::HeaderField signature(const std::string& domain, const std::string& selector = "s") {
  return field("DKIM-Signature: v=1; a=rsa-sha256; h=from; bh=AAAA; b=AAAA; d=" + domain + "; s=" + selector);
}

std::vector<std::size_t> chosen(const std::vector<mail::HeaderField>& fields, std::size_t max) {
  Candidates candidates;
  for (std::size_t number = 0; number < fields.size(); ++number) candidates.add(fields[number], number);
  std::vector<std::size_t> numbers;
  for (const auto& candidate : candidates.choose(max)) numbers.push_back(candidate.number);
  return numbers;
}

TEST(Candidates, AreAllWhenTheyAreFew) {
  EXPECT_THAT(chosen({field("From: a@a.example"), field("DKIM-Signature: x"), signature("b.example"),
                      field("To: x"), signature("a.example")},
                     3),
              ElementsAre(1, 2, 4));
}

TEST(Candidates, AreFirstThoseLikelyToAlign) {
  EXPECT_THAT(chosen({signature("b.example"), signature("c.example"), signature("mail.a.example"),
                      field("From: x@news.A.example"), signature("a.example")},
                     3),
              ElementsAre(0, 2, 4));
}

TEST(Candidates, AreThoseOfAnyAuthor) {
  EXPECT_THAT(chosen({signature("x.example"), signature("b.example"), field("From: x@a.example, y@b.example"),
                      signature("a.example")},
                     2),
              ElementsAre(1, 3));
}

TEST(Candidates, AlignInEitherSpelling) {  // RFC 8616
  EXPECT_THAT(chosen({signature("x.example"), signature("xn--bcher-kva.example"),
                      field("From: x@b\xc3\xbc"
                            "cher.example")},
                     1),
              ElementsAre(1));
}

TEST(Candidates, AreTheUpperOnesOfEquals) {
  EXPECT_THAT(chosen({signature("a.example"), signature("b.example"), signature("c.example")}, 2),
              ElementsAre(0, 1));
}

TEST(Candidates, AreBrokenOnesAndRepeatedOnesLast) {
  EXPECT_THAT(chosen({signature("b.example"), signature("b.example"), field("DKIM-Signature: broken"),
                      signature("c.example"), field("From: nobody")},
                     2),
              ElementsAre(0, 3));
  EXPECT_THAT(chosen({signature("b.example"), signature("b.example"), field("DKIM-Signature: broken")}, 2),
              ElementsAre(0, 2));
}

TEST(Candidates, KnowWhatTheyRepeat) {
  Candidates candidates;
  candidates.add(signature("a.example"), 1);
  candidates.add(signature("a.example", "other"), 2);
  candidates.add(signature("a.example"), 3);
  EXPECT_EQ(candidates.count(), 3u);
  EXPECT_EQ(candidates.choose(3)[2].original, 1u);
  EXPECT_EQ(candidates.choose(3)[1].original, 2u);
}

}  // namespace
}  // namespace postern::dkim
