#include "dns/recorder.hpp"

#include <utility>

namespace postern::dns {

asio::awaitable<Answer> Recorder::resolve(Question question) {
  const auto number = exchanges_.size();
  exchanges_.push_back({.question = question, .answer = std::nullopt});
  const auto start = world_.now();
  auto answer = co_await inner_.resolve(std::move(question));
  auto& exchange = exchanges_[number];
  exchange.answer = answer;
  exchange.time = std::chrono::duration_cast<std::chrono::microseconds>(world_.now() - start);
  co_return answer;
}

}  // namespace postern::dns
