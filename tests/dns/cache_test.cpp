#include "dns/cache.hpp"

#include <gmock/gmock.h>

#include "net/event.hpp"
#include "support/simulated_world.hpp"

namespace postern::dns {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

/// Answers every question as told, counts, and holds its answers back while it is told to.
class ScriptedResolver final : public Resolver {
 public:
  explicit ScriptedResolver(net::World& world) : released_(world.executor()) {}

  asio::awaitable<Answer> resolve(Question question) override {
    asked.push_back(question.name.text());
    while (held_) co_await released_.wait();
    auto answer = next;
    answer.owner = question.name;
    co_return answer;
  }
  void hold() { held_ = true; }
  void release() {
    held_ = false;
    released_.notify_all();
  }

  std::vector<std::string> asked;
  Answer next{.status = Status::ok, .texts = {"hello"}, .ttl = seconds(60)};

 private:
  bool held_ = false;
  net::Event released_;
};

asio::awaitable<void> sleep(net::World& world, milliseconds duration) {
  bool rung = false;
  net::Event ringing(world.executor());
  const auto alarm = world.make_alarm([&] {
    rung = true;
    ringing.notify_all();
  });
  alarm->set(world.now() + duration);
  while (!rung) co_await ringing.wait();
}

struct CacheTest : testing::Test {
  explicit CacheTest(CacheLimits limits = {}) : cache(world, upstream, limits) {}
  ~CacheTest() override { world.run(cache.stop()); }

  static Question question(std::string_view name) { return {*Name::parse(name), Type::TXT}; }
  Answer ask(std::string_view name) { return world.run(cache.resolve(question(name))); }
  void pass(milliseconds duration) { world.run(sleep(world, duration)); }

  test::SimulatedWorld world;
  ScriptedResolver upstream{world};
  Cache cache;
};

TEST_F(CacheTest, AsksOnceWhileTheAnswerLives) {
  const auto first = ask("a.example");
  EXPECT_FALSE(first.from_cache);
  EXPECT_THAT(first.texts, ElementsAre("hello"));
  const auto second = ask("a.example");
  EXPECT_TRUE(second.from_cache);
  EXPECT_THAT(second.texts, ElementsAre("hello"));
  EXPECT_THAT(upstream.asked, ElementsAre("a.example"));
}

TEST_F(CacheTest, TypesAreDifferentQuestions) {
  ask("a.example");
  const auto other = world.run(cache.resolve({*Name::parse("a.example"), Type::MX}));
  EXPECT_FALSE(other.from_cache);
}

TEST_F(CacheTest, AnswersGrowOldAndExpire) {
  ask("a.example");
  pass(milliseconds(59'500));
  EXPECT_EQ(ask("a.example").ttl, seconds(0));
  pass(milliseconds(500));
  EXPECT_FALSE(ask("a.example").from_cache);
  pass(seconds(20));
  EXPECT_EQ(ask("a.example").ttl, seconds(40));
}

TEST_F(CacheTest, AnswerWithoutTtlIsNotKept) {
  upstream.next.ttl = seconds(0);
  ask("a.example");
  EXPECT_EQ(cache.size(), 0U);
}

TEST_F(CacheTest, NothingIsKeptForLongerThanTheLimits) {
  upstream.next.ttl = hours(1000);
  ask("a.example");
  EXPECT_EQ(ask("a.example").ttl, hours(24));
  upstream.next = {.status = Status::nx_domain, .ttl = hours(1000)};
  ask("b.example");
  const auto absent = ask("b.example");
  EXPECT_EQ(absent.status, Status::nx_domain);
  EXPECT_EQ(absent.ttl, hours(1));
}

TEST_F(CacheTest, FailuresAreRememberedBriefly) {
  for (const auto status : {Status::server_failure, Status::timeout}) {
    upstream.asked.clear();
    upstream.next = {.status = status};
    ask("a.example");
    const auto again = ask("a.example");
    EXPECT_TRUE(again.from_cache);
    EXPECT_EQ(again.status, status);
    pass(seconds(5));
    ask("a.example");
    EXPECT_EQ(upstream.asked.size(), 2U);
    pass(seconds(5));
  }
}

TEST_F(CacheTest, LargeAnswersAreNotKept) {
  upstream.next.texts = {std::string(9'000, 'x')};
  EXPECT_EQ(ask("a.example").texts.front().size(), 9'000U);
  EXPECT_EQ(cache.size(), 0U);
}

struct SmallCacheTest : CacheTest {
  SmallCacheTest() : CacheTest({.answers = 2}) {}
};

TEST_F(SmallCacheTest, TheAnswerUnwantedForLongestGoes) {
  ask("a.example");
  ask("b.example");
  ask("a.example");
  ask("c.example");
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_TRUE(ask("a.example").from_cache);
  EXPECT_TRUE(ask("c.example").from_cache);
  EXPECT_FALSE(ask("b.example").from_cache);
}

asio::awaitable<void> store(Cache& cache, Question question, std::optional<Answer>& into) {
  into = co_await cache.resolve(std::move(question));
}

struct SharedFlightTest : CacheTest {
  SharedFlightTest() {
    upstream.hold();
    first.spawn(store(cache, question("a.example"), first_answer));
    second.spawn(store(cache, question("a.example"), second_answer));
    world.run_until_idle();
  }
  ~SharedFlightTest() override {
    world.run(first.cancel_and_join());
    world.run(second.cancel_and_join());
  }

  std::optional<Answer> first_answer;
  std::optional<Answer> second_answer;
  net::TaskGroup first{world};
  net::TaskGroup second{world};
};

TEST_F(SharedFlightTest, ShareOneQuestion) {
  upstream.release();
  world.run_until_idle();
  ASSERT_TRUE(first_answer && second_answer);
  EXPECT_EQ(upstream.asked.size(), 1U);
  EXPECT_FALSE(first_answer->from_cache);
  EXPECT_TRUE(second_answer->from_cache);
  EXPECT_THAT(second_answer->texts, ElementsAre("hello"));
}

TEST_F(SharedFlightTest, AnswersWithoutTtlAreShared) {
  upstream.next.ttl = seconds(0);
  upstream.release();
  world.run_until_idle();
  ASSERT_TRUE(first_answer && second_answer);
  EXPECT_EQ(upstream.asked.size(), 1U);
}

TEST_F(SharedFlightTest, TheFirstMayLeave) {
  world.run(first.cancel_and_join());
  EXPECT_FALSE(first_answer);
  upstream.release();
  world.run_until_idle();
  ASSERT_TRUE(second_answer);
  EXPECT_THAT(second_answer->texts, ElementsAre("hello"));
  EXPECT_EQ(upstream.asked.size(), 1U);
}

TEST_F(SharedFlightTest, TheQuestionOutlivesAllWhoAsked) {
  world.run(first.cancel_and_join());
  world.run(second.cancel_and_join());
  upstream.release();
  world.run_until_idle();
  EXPECT_TRUE(ask("a.example").from_cache);
}

TEST_F(SharedFlightTest, WaitersKeepTheirOwnDeadline) {
  const auto late =
      world.run(net::within(world, world.now() + seconds(3), cache.resolve(question("a.example"))));
  EXPECT_FALSE(late);
  upstream.release();
  world.run_until_idle();
  EXPECT_TRUE(first_answer && second_answer);
}

TEST_F(SharedFlightTest, StopEndsWhatIsInFlight) {
  world.run(cache.stop());
  world.run_until_idle();
  ASSERT_TRUE(first_answer && second_answer);
  EXPECT_EQ(first_answer->status, Status::server_failure);
  EXPECT_EQ(ask("b.example").status, Status::server_failure);
  EXPECT_EQ(upstream.asked.size(), 1U);
}

}  // namespace
}  // namespace postern::dns
