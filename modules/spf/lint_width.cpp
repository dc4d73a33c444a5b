#include "spf/lint_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

// A network that passes is judged by its prefix. Since ip4:0.0.0.0/1 and ip4:128.0.0.0/1 are together what
// neither is alone, the IPv4 networks of a record are also laid side by side and their addresses counted.

namespace postern::spf {
namespace {

/// So many addresses no single sender has: 2^24 of IPv4, and of IPv6 more than any registry gives away.
constexpr int wide_v4 = 8;
constexpr int wide_v6 = 16;

/// First and last address.
struct Range {
  std::uint64_t first;
  std::uint64_t last;
};

std::uint64_t number(const base::IpAddress& address) {
  std::uint64_t value = 0;
  for (const auto octet : address.octets()) value = value << 8 | octet;
  return value;
}

Range range_of(const base::Network& network) {
  const std::uint64_t size = std::uint64_t{1} << (32 - network.prefix);
  const auto first = number(network.address) / size * size;
  return {first, first + size - 1};
}

std::uint64_t count_addresses(std::vector<Range> ranges) {
  std::ranges::sort(ranges, {}, &Range::first);
  std::uint64_t count = 0;
  std::uint64_t next = 0;  // the first address not yet counted
  for (const auto& range : ranges) {
    const auto first = std::max(range.first, next);
    if (range.last < first) continue;
    count += range.last - first + 1;
    next = range.last + 1;
  }
  return count;
}

bool passes(const TermView& term) {
  return term.directive() != nullptr && term.directive()->qualifier == Qualifier::pass;
}

base::Findings lint_prefix(const TermView& term, int prefix, bool is_v4) {
  const std::string family = is_v4 ? "IPv4" : "IPv6";
  if (prefix > (is_v4 ? wide_v4 : wide_v6)) return {};
  if (prefix == 0) {
    return {base::error("every " + family + " client may send in the name of this domain",
                        "Give the prefix length of the network that you mean", term.place)};
  }
  return {base::warning("a network of " + family + " addresses with a prefix of " + std::to_string(prefix) +
                            " bits is wider than any one sender's",
                        "Name only the networks from which mail of this domain comes", term.place)};
}

base::Findings lint_width(const TermView& term) {
  if (!passes(term)) return {};
  if (const auto* ip = term.mechanism<Ip>()) {
    return lint_prefix(term, ip->network.prefix, ip->network.address.is_v4());
  }
  const auto* a = term.mechanism<A>();
  const auto* mx = term.mechanism<Mx>();
  if (a == nullptr && mx == nullptr) return {};
  const auto& prefixes = a != nullptr ? a->prefixes : mx->prefixes;
  auto findings = lint_prefix(term, prefixes.v4, true);
  append(findings, lint_prefix(term, prefixes.v6, false));
  return findings;
}

base::Findings lint_privacy(const TermView& term) {
  static const std::array unseen = {
      *base::Network::parse("10.0.0.0/8"),     *base::Network::parse("172.16.0.0/12"),
      *base::Network::parse("192.168.0.0/16"), *base::Network::parse("127.0.0.0/8"),
      *base::Network::parse("169.254.0.0/16"), *base::Network::parse("fc00::/7"),
      *base::Network::parse("fe80::/10"),      *base::Network::parse("::1")};
  const auto* ip = term.mechanism<Ip>();
  if (ip == nullptr) return {};
  const auto holds = [&](const base::Network& one) {
    return ip->network.prefix >= one.prefix && one.contains(ip->network.address);
  };
  if (std::ranges::none_of(unseen, holds)) return {};
  return {base::note("these addresses are private: no receiver on the Internet sees them",
                     "Take the term out unless it is for your own servers", term.place)};
}

base::Findings lint_sum(const std::vector<TermView>& terms) {
  std::vector<Range> ranges;
  for (const auto& term : terms) {
    const auto* ip = term.mechanism<Ip>();
    if (ip == nullptr || !passes(term) || !ip->network.address.is_v4()) continue;
    if (ip->network.prefix == 0) return {};  // said already
    ranges.push_back(range_of(ip->network));
  }
  if (count_addresses(std::move(ranges)) < std::uint64_t{1} << 31) return {};
  return {base::error("the networks of this record are together half of all IPv4 addresses or more",
                      "Name only the networks from which mail of this domain comes")};
}

}  // namespace

base::Findings lint_networks(const std::vector<TermView>& terms) {
  base::Findings findings;
  for (const auto& term : terms) {
    append(findings, lint_width(term));
    append(findings, lint_privacy(term));
  }
  append(findings, lint_sum(terms));
  return findings;
}

}  // namespace postern::spf
