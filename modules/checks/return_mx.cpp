#include "checks/return_mx.hpp"

#include <algorithm>

#include "checks/method_result.hpp"
#include "mail/idna.hpp"

namespace postern::checks {
namespace {

bool takes_no_mail(const dns::Answer& mx) {
  return std::ranges::all_of(mx.exchanges, [](const dns::Mx& each) { return each.exchange.is_root(); });
}

}  // namespace

asio::awaitable<mail::MethodResult> check_return_mx(std::string domain, std::string whose,
                                                    dns::Resolver& resolver) {
  const auto result = [&](std::string_view word, std::string reason) {
    auto made = method_result("x-return-mx", word, std::move(reason));
    add_property(made, whose, "domain", domain);
    return made;
  };
  constexpr auto not_known = "the DNS could not say";
  const auto ascii = mail::to_ascii(domain);
  const auto name = ascii ? dns::Name::parse(*ascii) : std::nullopt;
  if (!name || name->is_root()) co_return result("fail", "no domain name");

  const dns::Question mx_question{.name = *name, .type = dns::Type::MX};
  const auto mx = co_await resolver.resolve(mx_question);
  if (mx.is_temporary_failure()) co_return result("temperror", not_known);
  if (mx.status == dns::Status::nx_domain) co_return result("fail", "the domain does not exist");
  if (mx.status == dns::Status::ok) {
    if (takes_no_mail(mx)) co_return result("fail", "a null MX: the domain takes no mail");
    co_return result("pass", "");
  }

  bool is_known = true;
  for (const auto type : {dns::Type::A, dns::Type::AAAA}) {
    const dns::Question question{.name = *name, .type = type};
    const auto address = co_await resolver.resolve(question);
    if (!address.addresses.empty()) co_return result("warn", "no MX, but an address");
    if (address.is_temporary_failure()) is_known = false;
  }
  if (!is_known) co_return result("temperror", not_known);
  co_return result("fail", "neither MX nor address");
}

}  // namespace postern::checks
