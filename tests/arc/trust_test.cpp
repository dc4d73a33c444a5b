#include <gtest/gtest.h>

#include "arc/trust.hpp"

namespace postern::arc {
namespace {

Outcome passing(const std::vector<std::string>& sealers) {
  Outcome outcome{.result = Result::pass};
  for (int i = 1; const auto& sealer : sealers)
    outcome.sets.push_back({.instance = i++, .seal_domain = sealer});
  return outcome;
}

// The instance whose findings are believed; 0 for none.
int believed_instance(const std::vector<std::string>& chain, const std::vector<std::string>& sealers) {
  const auto outcome = passing(chain);
  const auto* set = believed_set(outcome, sealers);
  return set ? set->instance : 0;
}

TEST(ArcTrust, ReachesBackOverBelievedSealersAlone) {
  EXPECT_EQ(believed_instance({"a.example"}, {"a.example"}), 1);
  EXPECT_EQ(believed_instance({"a.example", "b.example"}, {"a.example", "b.example"}), 1);
  EXPECT_EQ(believed_instance({"a.example", "b.example"}, {"b.example"}), 2);
  EXPECT_EQ(believed_instance({"a.example", "b.example"}, {"a.example"}), 0);
  EXPECT_EQ(believed_instance({"a.example", "x.example", "b.example"}, {"a.example", "b.example"}), 3);
  EXPECT_EQ(believed_instance({"a.example"}, {}), 0);
}

TEST(ArcTrust, GoesByTheNameOfADomainNotItsSpelling) {
  EXPECT_EQ(believed_instance({"B\xc3\xbc\x63her.example"}, {"xn--bcher-kva.example"}), 1);
  EXPECT_EQ(believed_instance({"A.Example"}, {"a.example"}), 1);
  EXPECT_EQ(believed_instance({"sub.a.example"}, {"a.example"}), 0);
}

TEST(ArcTrust, IsInAChainThatPassesOnly) {
  for (const auto result : {Result::none, Result::fail, Result::temperror}) {
    auto outcome = passing({"a.example"});
    outcome.result = result;
    EXPECT_EQ(believed_set(outcome, {"a.example"}), nullptr);
  }
}

}  // namespace
}  // namespace postern::arc
