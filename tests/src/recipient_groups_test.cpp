#include "policy/recipient_groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/file.hpp"

namespace postern {
namespace {

using testing::ElementsAre;

class RecipientGroups : public testing::Test {
 protected:
  /// The places of the recipients of each group.
  std::vector<std::vector<std::size_t>> places(const std::string& rules,
                                               const std::vector<std::string>& domains) const {
    ListenerConfig config;
    Problems problems;
    config.policy.rules = parse_policy_rules(rules, "test.toml", problems);
    EXPECT_FALSE(has_errors(problems)) << format(problems.front());
    std::vector<std::vector<std::size_t>> all;
    for (const auto& group : group_recipients(domains, *Policy::make(config), {}, {})) {
      all.push_back(group.recipients);
    }
    return all;
  }
};

TEST_F(RecipientGroups, AreOneWhereNoRuleAsksForTheRecipient) {
  EXPECT_THAT(places("", {"a.example", "b.example"}), ElementsAre(ElementsAre(0, 1)));
}

TEST_F(RecipientGroups, KeepTheOrderOfTheEnvelope) {
  const auto rules = R"(
[[policy.rule]]
when = { recipient-domain = "strict.example" }
action = "reject")";
  EXPECT_THAT(places(rules, {"a.example", "strict.example", "b.example", "strict.example"}),
              ElementsAre(ElementsAre(0, 2), ElementsAre(1, 3)));
}

TEST_F(RecipientGroups, OfEqualDecisionsGoTogether) {
  const auto rules = R"(
[[policy.rule]]
when = { recipient-domain = "a.example", dmarc = "fail" }
action = "reject")";
  EXPECT_THAT(places(rules, {"a.example", "b.example"}), ElementsAre(ElementsAre(0, 1)));
}

TEST_F(RecipientGroups, AreApartWhereAReplyNamesThem) {
  const std::string rule = R"(
[[policy.rule]]
when = { recipient-domain = ["a.example", "b.example"] }
action = "reject"
)";
  EXPECT_THAT(places(rule, {"a.example", "b.example"}), ElementsAre(ElementsAre(0, 1)));
  EXPECT_THAT(places(rule + "reply = \"Not for {recipient-domain}\"", {"a.example", "b.example"}),
              ElementsAre(ElementsAre(0), ElementsAre(1)));
}

TEST(PolicyDomain, IsInALabelsAndLowerCase) {
  EXPECT_EQ(policy_domain("Example.ORG"), "example.org");
  EXPECT_EQ(policy_domain("bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(policy_domain("[192.0.2.1]"), "[192.0.2.1]");
  EXPECT_EQ(policy_domain(""), "");
}

}  // namespace
}  // namespace postern
