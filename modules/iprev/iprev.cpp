#include "iprev/iprev.hpp"

#include <algorithm>

#include "dns/reverse_name.hpp"

// The reverse lookup decides between permerror, temperror and going on; each forward lookup either ends it
// with a pass, or leaves a trace in `unknown`. One after another: nearly every address has one name, and the
// first of several is nearly always the one that matches.

namespace postern::iprev {
namespace {

Outcome without_names(const dns::Question& reverse, const dns::Answer& answer) {
  // RFC 8601 §2.7.3: NXDOMAIN and a reply without answers alike are the permanent error.
  return {.result = answer.is_temporary_failure() ? Result::temperror : Result::permerror,
          .reason = "PTR " + reverse.name.text() + ": " + std::string(dns::format(answer.status))};
}

bool has_address(const dns::Answer& answer, const base::IpAddress& address) {
  return std::ranges::find(answer.addresses, address) != answer.addresses.end();
}

}  // namespace

std::string_view format(Result result) {
  switch (result) {
    case Result::pass:
      return "pass";
    case Result::fail:
      return "fail";
    case Result::temperror:
      return "temperror";
    case Result::permerror:
      return "permerror";
  }
  return "";
}

asio::awaitable<Outcome> check(base::IpAddress client, dns::Resolver& resolver) {
  client = client.unmapped();
  const dns::Question reverse{dns::reverse_name(client), dns::Type::PTR};
  const auto pointers = co_await resolver.resolve(reverse);
  if (pointers.names.empty()) co_return without_names(reverse, pointers);
  std::string unknown;
  const auto count = std::min(pointers.names.size(), max_names);
  for (std::size_t i = 0; i < count; ++i) {
    const dns::Question forward{pointers.names[i], client.is_v4() ? dns::Type::A : dns::Type::AAAA};
    const auto answer = co_await resolver.resolve(forward);
    const auto& name = forward.name.text();
    if (has_address(answer, client)) co_return Outcome{Result::pass, name, name + " has the address"};
    if (answer.is_temporary_failure()) unknown = name + ": " + std::string(dns::format(answer.status));
  }
  const auto& first = pointers.names.front().text();
  if (!unknown.empty()) co_return Outcome{Result::temperror, first, unknown};
  co_return Outcome{Result::fail, first, "no name of the address has the address, first " + first};
}

}  // namespace postern::iprev
