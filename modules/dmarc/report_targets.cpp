#include "dmarc/report_targets.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "mail/tag_view.hpp"

namespace postern::dmarc {
namespace {

constexpr std::string_view scheme = "mailto:";

/// RFC 6068 §2: an address, perhaps with header fields behind a "?"; RFC 7489 allowed a size behind a "!".
std::optional<dns::Name> domain_of(std::string_view uri) {
  if (!base::istarts_with(uri, scheme)) return std::nullopt;
  const auto address = uri.substr(scheme.size(), uri.find_first_of("?!", scheme.size()) - scheme.size());
  const auto at = address.rfind('@');
  if (at == address.npos) return std::nullopt;
  auto domain = dns::Name::parse(address.substr(at + 1));
  if (domain && domain->is_root()) return std::nullopt;
  return domain;
}

/// The targets to ask about: each domain once, and not too many.
std::vector<ReportTarget> distinct(std::vector<ReportTarget> targets) {
  std::vector<ReportTarget> result;
  for (auto& target : targets) {
    if (result.size() == max_report_targets) break;
    if (std::ranges::find(result, target.domain, &ReportTarget::domain) == result.end()) {
      result.push_back(std::move(target));
    }
  }
  return result;
}

/// Nothing when all is well.
std::optional<base::Finding> judge(const ReportTarget& target, const dns::Name& name,
                                   const dns::Answer& answer) {
  const auto count = std::ranges::count_if(answer.texts, is_dmarc_record);
  if (count == 1) return std::nullopt;
  const auto what = count == 0 ? "has not published that it takes reports about this domain, and gets none"
                               : "has several records that say whether it takes reports, and gets none";
  return base::warning("'" + target.domain.text() + "' " + what,
                       "Have it publish one TXT record 'v=DMARC1' at " + name.text(), target.place);
}

}  // namespace

std::vector<ReportTarget> report_targets(std::string_view text) {
  std::vector<ReportTarget> targets;
  for (const auto& tag : mail::split_tags(text)) {
    if (!base::iequals(tag.name, "rua") && !base::iequals(tag.name, "ruf")) continue;
    for (const auto piece : base::split(tag.value, ',')) {
      const auto uri = base::trim(piece);
      auto domain = domain_of(uri);
      if (domain) targets.push_back({std::string(uri), std::move(*domain), base::place_of(uri, text)});
    }
  }
  return targets;
}

asio::awaitable<ReportAuthorization> check_report_targets(dns::Name domain, std::string text,
                                                          Lookups& lookups, dns::Resolver& resolver) {
  ReportAuthorization found;
  const auto own_walk = co_await lookups.walk(domain);
  const auto own = organizational_domain(own_walk);
  for (const auto& target : distinct(report_targets(text))) {
    const auto walk = co_await lookups.walk(target.domain);
    const auto organization = organizational_domain(walk);
    const auto name = target.domain.child("_report._dmarc");
    const auto asked = name ? name->child(domain.text()) : std::nullopt;
    if (!own || !organization) {
      found.has_trouble = true;
      continue;
    }
    // A name too long to ask for cannot have been published.
    if (*own == *organization || !asked) continue;
    dns::Question question{.name = *asked, .type = dns::Type::TXT};
    const auto answer = co_await resolver.resolve(std::move(question));
    if (answer.is_temporary_failure()) {
      found.has_trouble = true;
      continue;
    }
    if (auto finding = judge(target, *asked, answer)) found.findings.push_back(std::move(*finding));
  }
  co_return found;
}

}  // namespace postern::dmarc
