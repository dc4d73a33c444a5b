#include "spf/client_names.hpp"

#include <algorithm>

#include "dns/reverse_name.hpp"

namespace postern::spf {
namespace {

/// How much %{p} likes a name, 0 best.
int rank(const dns::Name& name, const dns::Name& domain) {
  if (name == domain) return 0;
  return name.is_within(domain) ? 1 : 2;
}

}  // namespace

asio::awaitable<void> ClientNames::look_up() {
  if (are_looked_up()) co_return;
  const dns::Question question{dns::reverse_name(client_), dns::Type::PTR};
  reverse_ = co_await resolver_.resolve(question);
  const auto count = std::min(reverse_->names.size(), limit_);
  for (std::size_t i = 0; i < count; ++i) candidates_.push_back({reverse_->names[i], std::nullopt});
}

asio::awaitable<bool> ClientNames::is_within(dns::Name domain) {
  co_await look_up();
  for (auto& candidate : candidates_) {
    if (!candidate.name.is_within(domain)) continue;
    const bool is_valid = co_await validate(candidate);
    if (is_valid) co_return true;
  }
  co_return false;
}

asio::awaitable<std::string> ClientNames::best_for(dns::Name domain) {
  co_await look_up();
  for (const int wanted : {0, 1, 2}) {
    for (auto& candidate : candidates_) {
      if (rank(candidate.name, domain) != wanted) continue;
      const bool is_valid = co_await validate(candidate);
      if (is_valid) co_return candidate.name.text();
    }
  }
  co_return "unknown";
}

asio::awaitable<bool> ClientNames::validate(ClientName& candidate) {
  if (candidate.is_valid) co_return *candidate.is_valid;
  const dns::Question question{candidate.name, client_.is_v4() ? dns::Type::A : dns::Type::AAAA};
  const auto answer = co_await resolver_.resolve(question);
  candidate.is_valid = std::ranges::find(answer.addresses, client_) != answer.addresses.end();
  co_return *candidate.is_valid;
}

}  // namespace postern::spf
