#include "spf/evaluation.hpp"

#include <algorithm>

#include "spf/quoted.hpp"

// The mechanisms of RFC 7208 §5, one function each. The term has been counted and its target expanded; what
// is left is to ask, to compare, and to count the term as void when there was nothing to compare with.

namespace postern::spf {

using base::Unexpected;

asio::awaitable<Evaluation::Matched> Evaluation::match(const All&, const std::string&) {
  co_return true;
}

asio::awaitable<Evaluation::Matched> Evaluation::match(const Ip& ip, const std::string&) {
  co_return ip.network.contains(values_.client);
}

/// The table of §5.2.
asio::awaitable<Evaluation::Matched> Evaluation::match(const Include&, const std::string& target) {
  const auto verdict = co_await check_host(target);
  switch (verdict.result) {
    case Result::pass:
      co_return true;
    case Result::fail:
    case Result::softfail:
    case Result::neutral:
      co_return false;
    case Result::temperror:
      co_return Unexpected{Trouble{Result::temperror, verdict.problem}};
    case Result::permerror:
    case Result::none:
      break;
  }
  co_return Unexpected{permerror(verdict.problem)};
}

asio::awaitable<Evaluation::Matched> Evaluation::match(const A& a, const std::string& target) {
  const auto name = parse_target(target);
  if (!name) co_return false;
  const auto answer = co_await ask_addresses(*name);
  if (!answer) co_return Unexpected{answer.error()};
  if (any_matches(*answer, a.prefixes)) co_return true;
  if (!answer->addresses.empty()) co_return false;
  if (const auto trouble = lookups_.count_void()) co_return Unexpected{*trouble};
  co_return false;
}

asio::awaitable<Evaluation::Matched> Evaluation::match(const Mx& mx, const std::string& target) {
  const auto name = parse_target(target);
  if (!name) co_return false;
  const dns::Question question{*name, dns::Type::MX};
  const auto answer = co_await lookups_.ask(question);
  if (!answer) co_return Unexpected{answer.error()};
  if (answer->exchanges.size() > limits_.mx_names) {
    co_return Unexpected{permerror(quoted(name->text()) + " has more than " +
                                   std::to_string(limits_.mx_names) +
                                   " MX records (RFC 7208 section 4.6.4)")};
  }
  bool is_void = answer->exchanges.empty();
  bool has_addresses = false;
  for (const auto& record : answer->exchanges) {
    if (record.exchange.is_root()) continue;  // RFC 7505: there is no such host
    const auto host = co_await ask_addresses(record.exchange);
    if (!host) co_return Unexpected{host.error()};
    if (any_matches(*host, mx.prefixes)) co_return true;
    has_addresses = has_addresses || !host->addresses.empty();
    is_void = !has_addresses;
  }
  if (!is_void) co_return false;
  if (const auto trouble = lookups_.count_void()) co_return Unexpected{*trouble};
  co_return false;
}

asio::awaitable<Evaluation::Matched> Evaluation::match(const Ptr&, const std::string& target) {
  const auto name = parse_target(target);
  if (!name) co_return false;
  const bool is_first = !names_.are_looked_up();
  co_await names_.look_up();
  if (is_first && names_.are_absent()) {
    if (const auto trouble = lookups_.count_void()) co_return Unexpected{*trouble};
  }
  const bool is_within = co_await names_.is_within(*name);
  co_return is_within;
}

asio::awaitable<Evaluation::Matched> Evaluation::match(const Exists&, const std::string& target) {
  const auto name = parse_target(target);
  if (!name) co_return false;
  // RFC 7208 §5.7: an A record, whatever the client's family.
  const dns::Question question{*name, dns::Type::A};
  const auto answer = co_await lookups_.ask(question);
  if (!answer) co_return Unexpected{answer.error()};
  if (!answer->addresses.empty()) co_return true;
  if (const auto trouble = lookups_.count_void()) co_return Unexpected{*trouble};
  co_return false;
}

asio::awaitable<base::Result<dns::Answer, Trouble>> Evaluation::ask_addresses(dns::Name name) {
  const dns::Question question{std::move(name), values_.client.is_v4() ? dns::Type::A : dns::Type::AAAA};
  auto answer = co_await lookups_.ask(question);
  co_return answer;
}

bool Evaluation::any_matches(const dns::Answer& answer, const Prefixes& prefixes) const {
  const int prefix = values_.client.is_v4() ? prefixes.v4 : prefixes.v6;
  return std::ranges::any_of(answer.addresses, [&](const base::IpAddress& address) {
    return base::Network{address, prefix}.contains(values_.client);
  });
}

}  // namespace postern::spf
