#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <memory>

#include "dns/resolver.hpp"
#include "net/task_group.hpp"
#include "net/world.hpp"

namespace postern::dns {

struct CacheLimits {
  /// Beyond this, the answer that was not wanted for longest goes.
  std::size_t answers = 10'000;
  /// A larger answer (the octets of its data, about) is never kept: with the above, memory has a bound.
  std::size_t answer_octets = 8'192;
  std::chrono::seconds positive = std::chrono::hours(24);
  std::chrono::seconds negative = std::chrono::hours(1);
  /// How long a failure is remembered, so that a broken domain is not asked about for every message. RFC 9520
  /// §3.2: at least 1 second, at most 5 minutes.
  std::chrono::seconds failure{5};
};

/// Keeps the answers of another resolver for as long as their TTL and the limits allow, failures included,
/// and asks it a question once, however many wait for the answer. A question in flight belongs to the cache:
/// one who waits may leave at any time and cancels nothing but his own wait.
///
/// An answer says from_cache unless this very call has caused the question: joining one in flight costs none.
/// Its TTL is what is left of it.
class Cache final : public Resolver {
 public:
  /// `world` and `upstream` must outlive it.
  Cache(net::World& world, Resolver& upstream, CacheLimits limits = {});

  asio::awaitable<Answer> resolve(Question question) override;
  /// Ends all questions in flight; who still waits, or asks later for what is not kept, gets a server
  /// failure. Must have ended before the cache is destroyed.
  asio::awaitable<void> stop();
  /// How many answers are kept, those included whose time is over.
  std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    Question question;
    Answer answer;
    net::TimePoint expires;
  };
  struct Flight;

  const Kept* find(const Question& question);
  void keep(const Question& question, const Answer& answer);
  void forget(const Question& question);
  std::chrono::seconds lifetime(const Answer& answer) const;
  asio::awaitable<void> ask(Question question, std::shared_ptr<Flight> flight);

  net::World& world_;
  Resolver& upstream_;
  CacheLimits limits_;
  std::list<Kept> kept_;  // the last wanted first
  std::map<Question, std::list<Kept>::iterator> index_;
  std::map<Question, std::shared_ptr<Flight>> flights_;
  bool stopped_ = false;
  net::TaskGroup questions_;
};

}  // namespace postern::dns
