#include "checks/dns_list.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "checks/method_result.hpp"
#include "dns/reverse_name.hpp"

namespace postern::checks {
namespace {

// Lists say here what they make of the question, not of the address.
const base::Network& refusals() {
  static const auto network = *base::Network::parse("127.255.255.0/24");
  return network;
}

// RFC 5782 §2.1
const base::Network& answers() {
  static const auto network = *base::Network::parse("127.0.0.0/8");
  return network;
}

void add_word(std::string& text, const std::string& word) {
  if (word.empty()) return;
  text += (text.empty() ? "" : ", ") + word;
}

struct Listing {
  std::string addresses;
  std::string names;
};

Listing read_listing(const DnsList& list, std::vector<base::IpAddress> addresses) {
  Listing listing;
  std::ranges::sort(addresses);
  for (const auto& address : addresses) {
    const auto meaning = std::ranges::find_if(
        list.meanings, [&](const ListMeaning& each) { return each.answers.contains(address); });
    const bool is_meant = meaning != list.meanings.end();
    if (!is_meant && !list.meanings.empty()) continue;
    add_word(listing.addresses, base::format(address));
    if (is_meant) add_word(listing.names, meaning->name);
  }
  return listing;
}

mail::MethodResult say(const DnsList& list, std::string_view word, std::string reason = "") {
  const bool denies = list.kind == DnsList::Kind::deny;
  auto result = method_result(denies ? "x-dnsbl" : "dnswl", word, std::move(reason));
  add_property(result, "dns", "zone", list.zone.text());
  return result;
}

}  // namespace

std::optional<dns::Name> listed_name(const base::IpAddress& client, const dns::Name& zone) {
  // The zone takes the place of in-addr.arpa or ip6.arpa.
  const auto reversed = dns::reverse_name(client.unmapped());
  const std::string_view text = reversed.text();
  const auto octets = text.substr(0, text.rfind('.', text.rfind('.') - 1));
  return zone.child(octets);
}

mail::MethodResult judge_listing(const DnsList& list, const dns::Answer& answer) {
  if (answer.is_temporary_failure()) return say(list, "temperror", "the list could not be asked");
  const auto is_foreign = [](const base::IpAddress& each) { return !answers().contains(each); };
  const auto is_refusal = [](const base::IpAddress& each) { return refusals().contains(each); };
  if (std::ranges::any_of(answer.addresses, is_foreign))
    return say(list, "permerror", "an answer outside 127.0.0.0/8: that is not the list");
  if (std::ranges::any_of(answer.addresses, is_refusal))
    return say(list, "permerror", "the list refuses to answer us");

  const auto listing = read_listing(list, answer.addresses);
  if (listing.addresses.empty()) return say(list, "none");
  auto result = say(list, list.kind == DnsList::Kind::deny ? "fail" : "pass");
  result.comment = listing.names;
  add_property(result, "policy", "ip", listing.addresses);
  return result;
}

asio::awaitable<mail::MethodResult> check_dns_list(base::IpAddress client, DnsList list,
                                                   dns::Resolver& resolver) {
  const auto name = listed_name(client, list.zone);
  if (!name) co_return say(list, "permerror", "the name of the list is too long");
  const dns::Question question{.name = *name, .type = dns::Type::A};
  const auto answer = co_await resolver.resolve(question);
  co_return judge_listing(list, answer);
}

}  // namespace postern::checks
