#include "upstream/servers.hpp"

#include <gtest/gtest.h>

#include <map>

namespace postern {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<std::size_t>;

std::vector<UpstreamServer> of(const std::vector<unsigned>& priorities) {
  std::vector<UpstreamServer> configured;
  for (const auto priority : priorities) configured.push_back({.endpoint = {}, .priority = priority});
  return configured;
}

const net::TimePoint start{1h};

TEST(UpstreamServers, AreTriedByPriority) {
  const UpstreamServers choice(of({20, 10, 30}));
  for (std::uint64_t random = 0; random < 10; ++random)
    EXPECT_EQ(choice.order(start, random), (Order{1, 0, 2}));
}

TEST(UpstreamServers, OfOnePriorityComeFirstEquallyOften) {
  const UpstreamServers choice(of({0, 0, 0, 5}));
  std::map<std::size_t, int> firsts;
  for (std::uint64_t random = 0; random < 600; ++random) {
    const auto order = choice.order(start, random);
    ++firsts[order.front()];
    EXPECT_EQ(order.back(), 3u);
  }
  EXPECT_EQ(firsts[0], 200);
  EXPECT_EQ(firsts[1], 200);
  EXPECT_EQ(firsts[2], 200);
}

TEST(UpstreamServers, ThatFailedAreTheLastResort) {
  UpstreamServers choice(of({0, 1}));
  choice.failed(0, start);
  EXPECT_EQ(choice.order(start + 1s, 0), (Order{1, 0}));
}

TEST(UpstreamServers, ThatFailedAreTriedAgainAfterAPause) {
  UpstreamServers choice(of({0, 1}));
  choice.failed(0, start);
  EXPECT_EQ(choice.order(start + UpstreamServers::first_pause, 0), (Order{0, 1}));
}

TEST(UpstreamServers, ThatFailAgainAreLeftAloneForLongerUpToALimit) {
  UpstreamServers choice(of({0, 1}));
  auto now = start;
  for (int times = 0; times < 20; ++times) choice.failed(0, now += 1h);
  EXPECT_EQ(choice.order(now + UpstreamServers::longest_pause - 1s, 0), (Order{1, 0}));
  EXPECT_EQ(choice.order(now + UpstreamServers::longest_pause, 0), (Order{0, 1}));
}

TEST(UpstreamServers, ThatAnswerAreForgivenAtOnce) {
  UpstreamServers choice(of({0, 1}));
  EXPECT_TRUE(choice.failed(0, start));
  EXPECT_FALSE(choice.failed(0, start));
  choice.answered(0);
  EXPECT_EQ(choice.order(start, 0), (Order{0, 1}));
  EXPECT_TRUE(choice.failed(0, start));
}

TEST(UpstreamServers, WhenAllFailedTheOneTriedLongestAgoIsTried) {
  UpstreamServers choice(of({0, 0, 0}));
  choice.failed(2, start);
  choice.failed(0, start + 100ms);
  choice.failed(1, start + 200ms);
  EXPECT_EQ(choice.order(start + 300ms, 5), (Order{2}));
}

}  // namespace
}  // namespace postern
