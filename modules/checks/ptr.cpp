#include "checks/ptr.hpp"

#include <algorithm>
#include <cstddef>

#include "checks/method_result.hpp"
#include "dns/reverse_name.hpp"
#include "mail/idna.hpp"

namespace postern::checks {
namespace {

// As many as iprev looks at.
constexpr std::size_t max_names = 10;

bool is_among(const dns::Name& name, const std::vector<dns::Name>& names) {
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(max_names, names.size()));
  return std::find(names.begin(), end, name) != end;
}

}  // namespace

asio::awaitable<mail::MethodResult> check_ptr(base::IpAddress client, std::string helo,
                                              dns::Resolver& resolver) {
  const auto result = [&helo](std::string_view word, std::string reason) {
    auto made = method_result("x-ptr", word, std::move(reason));
    add_property(made, "smtp", "helo", helo);
    return made;
  };
  const auto ascii = mail::to_ascii(helo);
  const auto name = ascii ? dns::Name::parse(*ascii) : std::nullopt;
  if (!name || name->is_root()) co_return result("fail", "HELO is no host name");

  const dns::Question reverse{.name = dns::reverse_name(client), .type = dns::Type::PTR};
  const auto names = co_await resolver.resolve(reverse);
  if (names.is_temporary_failure()) co_return result("temperror", "the client's names could not be had");
  if (names.names.empty()) co_return result("fail", "the client's address has no name");
  const auto& first = names.names.front().text();
  if (!is_among(*name, names.names)) {
    auto other = result("fail", "");
    add_property(other, "policy", "ptr", first);
    co_return other;
  }

  const dns::Question forward{.name = *name, .type = client.is_v4() ? dns::Type::A : dns::Type::AAAA};
  const auto addresses = co_await resolver.resolve(forward);
  if (addresses.is_temporary_failure())
    co_return result("temperror", "the addresses of HELO could not be had");
  const bool is_own = std::ranges::find(addresses.addresses, client) != addresses.addresses.end();
  auto decided = result(is_own ? "pass" : "fail", is_own ? "" : "HELO does not have the client's address");
  add_property(decided, "policy", "ptr", is_own ? name->text() : first);
  co_return decided;
}

}  // namespace postern::checks
