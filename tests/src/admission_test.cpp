#include "session/admission.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace postern {
namespace {

std::optional<base::IpAddress> address(std::string_view text) {
  return base::IpAddress::parse(text);
}

ListenerConfig listener(std::uint16_t port = 25) {
  ListenerConfig config;
  config.listen = {.host = "192.0.2.25", .port = port};
  config.trusted_proxies = {*base::Network::parse("10.0.0.0/8")};
  return config;
}

/// How many sessions of `client` have a place at once, at most `tried`.
int sessions_of(Admission& admission, const std::vector<std::string>& clients) {
  std::vector<Place> places;
  int counted = 0;
  for (const auto& client : clients) {
    auto place = admission.admit(listener());
    if (!place || !place->count_for(address(client), listener())) continue;
    places.push_back(std::move(*place));
    ++counted;
  }
  return counted;
}

TEST(Admission, AdmitsAsManyAsTheLimitSays) {
  Admission admission({.sessions = 2});
  auto first = admission.admit(listener());
  const auto second = admission.admit(listener());
  EXPECT_TRUE(second);
  EXPECT_FALSE(admission.admit(listener()));
  first.reset();
  EXPECT_TRUE(admission.admit(listener()));
}

TEST(Admission, LimitsAListenerApartFromTheOthers) {
  Admission admission({});
  auto narrow = listener(25);
  narrow.limits.sessions = 1;
  const auto place = admission.admit(narrow);
  EXPECT_TRUE(place);
  EXPECT_FALSE(admission.admit(narrow));
  EXPECT_TRUE(admission.admit(listener(26)));
}

TEST(Admission, KeepsWhoIsInWhenALimitIsLowered) {
  Admission admission({.sessions = 2});
  auto first = admission.admit(listener());
  const auto second = admission.admit(listener());
  admission.set_limits({.sessions = 1});
  EXPECT_EQ(admission.sessions(), 2U);
  first.reset();
  EXPECT_FALSE(admission.admit(listener()));
}

TEST(Admission, APlaceThatMovesIsGivenBackOnce) {
  Admission admission({});
  {
    auto place = admission.admit(listener());
    const Place moved(std::move(*place));
    place.reset();
    EXPECT_EQ(admission.sessions(), 1U);
  }
  EXPECT_EQ(admission.sessions(), 0U);
}

struct NetworkRow {
  std::vector<std::string> clients;
  int admitted;
};

class AdmissionNetwork : public testing::TestWithParam<NetworkRow> {};

TEST_P(AdmissionNetwork, HasItsShare) {
  Admission admission({.sessions_per_network = 1});
  EXPECT_EQ(sessions_of(admission, GetParam().clients), GetParam().admitted);
  EXPECT_EQ(admission.sessions(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Clients, AdmissionNetwork,
    testing::Values(NetworkRow{{"192.0.2.1", "192.0.2.1"}, 1}, NetworkRow{{"192.0.2.1", "192.0.2.2"}, 2},
                    NetworkRow{{"192.0.2.1", "::ffff:192.0.2.1"}, 1},
                    NetworkRow{{"2001:db8::1", "2001:db8::ffff:2"}, 1},
                    NetworkRow{{"2001:db8::1", "2001:db8:0:1::1"}, 2},
                    // The same leading octets are another network in the other family.
                    NetworkRow{{"32.1.13.184", "2001:db8::1"}, 2},
                    // These speak for others, or nobody knows for whom.
                    NetworkRow{{"127.0.0.1", "127.0.0.1"}, 2}, NetworkRow{{"::1", "::1"}, 2},
                    NetworkRow{{"10.1.1.1", "10.1.1.1"}, 2}, NetworkRow{{"::ffff:10.1.1.1", "10.1.1.1"}, 2},
                    NetworkRow{{"", ""}, 2}));

TEST(Admission, ANetworkIsAsWideAsItsPrefix) {
  Admission admission({.sessions_per_network = 1, .ipv4_prefix = 23, .ipv6_prefix = 0});
  EXPECT_EQ(sessions_of(admission, {"192.0.2.1", "192.0.3.1", "192.0.4.1"}), 2);
  EXPECT_EQ(sessions_of(admission, {"2001:db8::1", "fe80::1"}), 1);
}

TEST(Admission, WhoSpeaksForAnotherClientCountsForThatOne) {
  Admission admission({.sessions_per_network = 1});
  auto proxied = admission.admit(listener());
  ASSERT_TRUE(proxied->count_for(address("192.0.2.1"), listener()));
  auto other = admission.admit(listener());
  EXPECT_FALSE(other->count_for(address("192.0.2.1"), listener()));
  EXPECT_TRUE(proxied->count_for(address("192.0.2.2"), listener()));
  EXPECT_TRUE(other->count_for(address("192.0.2.1"), listener()));
}

TEST(Admission, ToCountForTheSameNetworkAgainCostsNothing) {
  Admission admission({.sessions_per_network = 1});
  auto place = admission.admit(listener());
  EXPECT_TRUE(place->count_for(address("192.0.2.1"), listener()));
  EXPECT_TRUE(place->count_for(address("192.0.2.1"), listener()));
  place.reset();
  EXPECT_EQ(sessions_of(admission, {"192.0.2.1"}), 1);
}

TEST(OctetsInFlight, AreGivenBackAtTheEnd) {
  Admission admission({.octets = 100});
  const auto place = admission.admit(listener());
  {
    OctetsInFlight message(admission, *place);
    EXPECT_TRUE(message.take(60));
    EXPECT_TRUE(message.take(40));
    EXPECT_FALSE(message.take(1));
    EXPECT_EQ(admission.octets(), 100U);
  }
  EXPECT_EQ(admission.octets(), 0U);
}

TEST(OctetsInFlight, WhatIsRefusedIsNotCounted) {
  Admission admission({.octets = 100});
  const auto place = admission.admit(listener());
  OctetsInFlight message(admission, *place);
  EXPECT_FALSE(message.take(101));
  EXPECT_TRUE(message.take(100));
  message.give_back();
  EXPECT_TRUE(message.take(100));
}

TEST(OctetsInFlight, OneNetworkLeavesRoomForOthers) {
  Admission admission({.octets = 100, .octets_per_network = 60});
  auto greedy = admission.admit(listener());
  auto modest = admission.admit(listener());
  ASSERT_TRUE(greedy->count_for(address("192.0.2.1"), listener()));
  ASSERT_TRUE(modest->count_for(address("192.0.2.2"), listener()));
  OctetsInFlight first(admission, *greedy);
  OctetsInFlight second(admission, *greedy);
  EXPECT_TRUE(first.take(50));
  EXPECT_FALSE(second.take(11));
  OctetsInFlight other(admission, *modest);
  EXPECT_TRUE(other.take(50));
}

TEST(OctetsInFlight, AreCountedInFullWhenALimitIsLowered) {
  Admission admission({.octets = 100});
  const auto place = admission.admit(listener());
  OctetsInFlight message(admission, *place);
  ASSERT_TRUE(message.take(90));
  admission.set_limits({.octets = 50});
  EXPECT_FALSE(message.take(1));
  message.give_back();
  EXPECT_EQ(admission.octets(), 0U);
}

TEST(Admission, CountsRightlyFromManyThreads) {
  Admission admission({.sessions_per_network = 3, .octets = 50});
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&admission] {
      for (int round = 0; round < 500; ++round) {
        auto place = admission.admit(listener());
        if (!place->count_for(address("192.0.2.1"), listener())) continue;
        OctetsInFlight message(admission, *place);
        [[maybe_unused]] const bool taken = message.take(20);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(admission.sessions(), 0U);
  EXPECT_EQ(admission.octets(), 0U);
  EXPECT_EQ(sessions_of(admission, {"192.0.2.1", "192.0.2.1", "192.0.2.1"}), 3);
}

}  // namespace
}  // namespace postern
