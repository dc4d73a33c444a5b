#include "dns/cache.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "net/event.hpp"

// What is kept is a list, last wanted first, with an index into it. A question in flight is a task of the
// cache's own group; it and those who wait share a Flight, in which the answer lands, so that nobody depends
// on the answer being kept. Between two suspensions nothing else runs, so no iterator and no pointer into the
// containers lives across a co_await.

namespace postern::dns {

namespace {

std::size_t octets_of(const Answer& answer) {
  std::size_t octets = sizeof(base::IpAddress) * answer.addresses.size();
  for (const auto& name : answer.names) octets += sizeof name + name.text().size();
  for (const auto& mx : answer.exchanges) octets += sizeof mx + mx.exchange.text().size();
  for (const auto& text : answer.texts) octets += sizeof text + text.size();
  return octets;
}

}  // namespace

struct Cache::Flight {
  explicit Flight(const asio::any_io_executor& executor) : landed(executor) {}

  void land(Answer with) {
    answer = std::move(with);
    landed.notify_all();
  }

  std::optional<Answer> answer;
  net::Event landed;
};

Cache::Cache(net::World& world, Resolver& upstream, CacheLimits limits)
    : world_(world), upstream_(upstream), limits_(limits), questions_(world) {}

asio::awaitable<Answer> Cache::resolve(Question question) {
  if (const auto* kept = find(question)) {
    auto answer = kept->answer;
    answer.ttl = std::chrono::floor<std::chrono::seconds>(kept->expires - world_.now());
    answer.from_cache = true;
    co_return answer;
  }
  if (stopped_) co_return Answer{.status = Status::server_failure, .owner = question.name};

  auto& in_flight = flights_[question];
  const bool joins = in_flight != nullptr;
  if (!joins) in_flight = std::make_shared<Flight>(world_.executor());
  const auto flight = in_flight;
  if (!joins) questions_.spawn(ask(question, flight));
  while (!flight->answer) co_await flight->landed.wait();
  auto answer = *flight->answer;
  answer.from_cache = joins;
  co_return answer;
}

asio::awaitable<void> Cache::ask(Question question, std::shared_ptr<Flight> flight) {
  auto answer = co_await upstream_.resolve(question);
  keep(question, answer);
  flights_.erase(question);
  flight->land(std::move(answer));
}

asio::awaitable<void> Cache::stop() {
  stopped_ = true;
  co_await questions_.cancel_and_join();
  for (const auto& [question, flight] : std::exchange(flights_, {})) {
    flight->land({.status = Status::server_failure, .owner = question.name});
  }
}

// What is still good for an answer, which it then was wanted for last.
const Cache::Kept* Cache::find(const Question& question) {
  const auto found = index_.find(question);
  if (found == index_.end()) return nullptr;
  if (found->second->expires <= world_.now()) {
    forget(question);
    return nullptr;
  }
  kept_.splice(kept_.begin(), kept_, found->second);
  return &kept_.front();
}

void Cache::keep(const Question& question, const Answer& answer) {
  const auto life = lifetime(answer);
  if (life <= std::chrono::seconds(0) || octets_of(answer) > limits_.answer_octets) return;
  forget(question);
  kept_.push_front({question, answer, world_.now() + life});
  index_[question] = kept_.begin();
  if (kept_.size() > limits_.answers) forget(Question(kept_.back().question));
}

void Cache::forget(const Question& question) {
  const auto found = index_.find(question);
  if (found == index_.end()) return;
  kept_.erase(found->second);
  index_.erase(found);
}

std::chrono::seconds Cache::lifetime(const Answer& answer) const {
  if (answer.is_temporary_failure()) return limits_.failure;
  return std::min(answer.ttl, answer.is_absent() ? limits_.negative : limits_.positive);
}

}  // namespace postern::dns
