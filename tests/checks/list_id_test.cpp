#include "checks/list_id.hpp"

#include <gtest/gtest.h>

#include "say.hpp"

namespace postern::checks {
namespace {

struct Case {
  std::string body;
  std::optional<std::string> id;
};

class ListId : public testing::TestWithParam<Case> {};

TEST_P(ListId, IsReadFromTheField) {
  const auto& [body, id] = GetParam();
  EXPECT_EQ(list_id(header_of({"List-Id:" + body})), id) << body;
}

// RFC 2919 §2 has the first three.
INSTANTIATE_TEST_SUITE_P(
    Fields, ListId,
    testing::Values(Case{" List Header Mailing List <list-header.nisto.com>", "list-header.nisto.com"},
                    Case{" <commonspace-users.list-id.within.com>", "commonspace-users.list-id.within.com"},
                    Case{" \"Lena's Personal <Joke> List\" <lenas-jokes.example>", "lenas-jokes.example"},
                    Case{"\r\n <Folded.Example>", "folded.example"}, Case{" bare.example", "bare.example"},
                    Case{" two words", std::nullopt}, Case{" <not closed", std::nullopt},
                    Case{" <>", std::nullopt}, Case{"", std::nullopt},
                    Case{" <" + std::string(255, 'a') + ">", std::string(255, 'a')},
                    Case{" <" + std::string(256, 'a') + ">", std::nullopt}));

TEST(ListIdOfAHeader, IsNothingWithoutTheField) {
  EXPECT_EQ(list_id(header_of({"Subject: <list.example>"})), std::nullopt);
}

TEST(ListIdOfAHeader, IsNothingWhenFieldsDiffer) {
  EXPECT_EQ(list_id(header_of({"List-Id: <a.example>", "List-Id: <b.example>"})), std::nullopt);
  EXPECT_EQ(list_id(header_of({"List-Id: <a.example>", "list-id: A <A.example>"})), "a.example");
}

}  // namespace
}  // namespace postern::checks
