#include "smtp/extensions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "smtp/replies.hpp"
#include "smtp/xclient.hpp"

namespace postern::smtp {
namespace {

/// Which extension brings which parameter with it.
struct ParameterRule {
  Verb verb;
  std::string_view keyword;
  std::string_view extension;
};
constexpr std::array parameter_rules{
    ParameterRule{Verb::mail, "SIZE", "SIZE"},
    ParameterRule{Verb::mail, "BODY", "8BITMIME"},
    ParameterRule{Verb::mail, "SMTPUTF8", "SMTPUTF8"},
    ParameterRule{Verb::mail, "RET", "DSN"},
    ParameterRule{Verb::mail, "ENVID", "DSN"},
    ParameterRule{Verb::mail, "AUTH", "AUTH"},
    ParameterRule{Verb::mail, "REQUIRETLS", "REQUIRETLS"},
    ParameterRule{Verb::mail, "BY", "DELIVERBY"},
    ParameterRule{Verb::mail, "HOLDFOR", "FUTURERELEASE"},
    ParameterRule{Verb::mail, "HOLDUNTIL", "FUTURERELEASE"},
    ParameterRule{Verb::mail, "MT-PRIORITY", "MT-PRIORITY"},
    ParameterRule{Verb::rcpt, "NOTIFY", "DSN"},
    ParameterRule{Verb::rcpt, "ORCPT", "DSN"},
};

// Promises about the whole way that the message goes, which we can only make if the upstream does.
constexpr std::array<std::string_view, 6> end_to_end{"8BITMIME",  "SMTPUTF8",      "DSN",
                                                     "DELIVERBY", "FUTURERELEASE", "MT-PRIORITY"};

bool is_offered(Verb verb, const Parameter& parameter, const Extensions& offered) {
  // RFC 3030 §3: this one value of BODY has an extension of its own.
  if (parameter.keyword == "BODY" && base::iequals(parameter.value.value_or(""), "BINARYMIME")) {
    return verb == Verb::mail && offered.offers("BINARYMIME");
  }
  return std::ranges::any_of(parameter_rules, [&](const ParameterRule& rule) {
    return rule.verb == verb && rule.keyword == parameter.keyword && offered.offers(rule.extension);
  });
}

std::string size_line(const Offer& offer) {
  auto limit = offer.size_limit;
  if (const auto theirs = offer.upstream.size_limit()) {
    const auto room = offer.room_for_our_fields;
    // Never 0, which would say that there is no limit.
    const auto left = *theirs > room ? *theirs - room : 1;
    limit = std::min(limit.value_or(left), left);
  }
  return limit ? "SIZE " + std::to_string(*limit) : "SIZE";
}

// As the upstream said it, argument and all.
std::string upstream_line(const Offer& offer, std::string_view keyword) {
  const auto argument = offer.upstream.argument(keyword);
  return std::string(keyword) + (argument.empty() ? "" : " ") + std::string(argument);
}

bool is_switched_off(const Offer& offer, std::string_view line) {
  const auto keyword = line.substr(0, line.find(' '));
  return std::ranges::any_of(offer.switched_off,
                             [&](const auto& each) { return base::iequals(each, keyword); });
}

void add_chunking(const Offer& offer, std::vector<std::string>& lines) {
  if (!offer.chunking || is_switched_off(offer, "CHUNKING")) return;
  lines.emplace_back("CHUNKING");
  // RFC 3030 §3: binary content goes by BDAT, all the way.
  if (offer.upstream.offers("BINARYMIME") && offer.upstream.offers("CHUNKING"))
    lines.emplace_back("BINARYMIME");
}

void add_tls(const Offer& offer, std::vector<std::string>& lines) {
  if (offer.tls == Offer::Tls::available) lines.emplace_back("STARTTLS");
  // RFC 8689 §2: not before TLS is there.
  const bool active = offer.tls == Offer::Tls::active;
  if (active && offer.upstream.offers("REQUIRETLS")) lines.emplace_back("REQUIRETLS");
}

std::string xforward_line(Offer::Xforward xforward) {
  switch (xforward) {
    case Offer::Xforward::no:
      return {};
    case Offer::Xforward::without_ident:
      return "XFORWARD NAME ADDR PORT PROTO HELO SOURCE";
    case Offer::Xforward::with_ident:
      return "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE";
  }
  return {};
}

// Recipients go to the upstream as they come, so that its limits for them are ours. Messages do not: a
// connection that has had its number is replaced.
std::string limits_line(const Offer& offer) {
  auto limits = offer.limits;
  const auto theirs = parse_limits(offer.upstream.argument("LIMITS"));
  if (theirs.rcpt_max)
    limits.rcpt_max = std::min(limits.rcpt_max.value_or(*theirs.rcpt_max), *theirs.rcpt_max);
  if (!limits.rcpt_domain_max) limits.rcpt_domain_max = theirs.rcpt_domain_max;
  return format_limits(limits);
}

}  // namespace

void Extensions::add(std::string_view line) {
  base::ScannerView in(line);
  // ehlo-keyword of RFC 5321 §4.1.1.1, and the underscores that some servers use.
  const auto keyword = in.take_while([](char c) { return base::is_alnum(c) || c == '-' || c == '_'; });
  if (keyword.empty() || !(in.at_end() || base::is_wsp(in.peek()))) return;
  arguments_.try_emplace(base::to_upper(keyword), base::trim(in.rest()));
}

bool Extensions::offers(std::string_view keyword) const {
  return arguments_.contains(base::to_upper(keyword));
}

std::string_view Extensions::argument(std::string_view keyword) const {
  const auto found = arguments_.find(base::to_upper(keyword));
  return found == arguments_.end() ? std::string_view{} : found->second;
}

std::optional<std::uint64_t> Extensions::size_limit() const {
  const auto limit = base::parse_decimal(argument("SIZE"));
  if (!limit || *limit == 0) return std::nullopt;
  return *limit;
}

Extensions parse_extensions(const Reply& reply) {
  Extensions extensions;
  for (std::size_t i = 1; i < reply.lines.size(); ++i) extensions.add(reply.lines[i]);
  return extensions;
}

std::vector<std::string> advertise(const Offer& offer) {
  std::vector<std::string> lines{"PIPELINING", "ENHANCEDSTATUSCODES", size_line(offer)};
  for (const auto keyword : end_to_end) {
    if (offer.upstream.offers(keyword)) lines.push_back(upstream_line(offer, keyword));
  }
  add_chunking(offer, lines);
  add_tls(offer, lines);
  lines.push_back(xforward_line(offer.xforward));
  if (offer.xclient) lines.push_back("XCLIENT " + std::string(xclient_attributes));
  lines.push_back(limits_line(offer));
  std::erase_if(lines, [&](const auto& line) { return line.empty() || is_switched_off(offer, line); });
  return lines;
}

Extensions usable(const Offer& offer) {
  Extensions extensions;
  for (const auto& line : advertise(offer)) extensions.add(line);
  if (offer.upstream.offers("AUTH") && !is_switched_off(offer, "AUTH")) extensions.add("AUTH");
  return extensions;
}

std::optional<Reply> check_offered(Verb verb, const Parameters& parameters, const Extensions& offered) {
  for (const auto& parameter : parameters) {
    if (!is_offered(verb, parameter, offered)) return replies::unknown_parameter(parameter.keyword);
  }
  return std::nullopt;
}

}  // namespace postern::smtp
