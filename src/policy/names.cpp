#include "policy/names.hpp"

#include <algorithm>

#include "mail/idna.hpp"
#include "policy/domain_set.hpp"

namespace postern {

namespace {

bool passed(const std::optional<SpfResult>& spf) {
  return spf && spf->outcome.result == spf::Result::pass;
}

std::string_view property(const mail::MethodResult& result, std::string_view type, std::string_view name) {
  for (const auto& each : result.properties) {
    if (each.type == type && each.name == name) return each.value;
  }
  return "";
}

std::string_view domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == address.npos ? address : address.substr(at + 1);
}

bool is_within(std::string_view domain, std::string_view organization) {
  DomainSet names;
  return names.add(organization) && names.add("." + std::string(organization)) &&
         names.find(domain).has_value();
}

/// The identifier of a DKIM or SPF result that passed; empty for every other result.
std::string_view passed_domain(const mail::MethodResult& result) {
  if (result.result != "pass") return "";
  if (result.method == "dkim") return property(result, "header", "d");
  return result.method == "spf" ? domain_of(property(result, "smtp", "mailfrom")) : "";
}

}  // namespace

std::optional<std::string> sender_domain(const Circumstances& circumstances) {
  const auto at = circumstances.sender.rfind('@');
  if (at == std::string::npos) return std::nullopt;
  return comparable_domain(std::string_view(circumstances.sender).substr(at + 1));
}

bool is_sender_verified(const Verdict& verdict, const Circumstances& circumstances) {
  return passed(verdict.mail_from) && !circumstances.sender.empty();
}

bool is_helo_verified(const Verdict& verdict) {
  return passed(verdict.helo);
}

bool is_author_verified(const Verdict& verdict, std::string_view author) {
  const auto& dmarc = verdict.dmarc;
  return dmarc && dmarc->result == dmarc::Result::pass && mail::same_domain(dmarc->author_domain, author);
}

bool is_vouched_for(const Verdict& verdict) {
  if (!verdict.arc_trusted || verdict.authors.size() != 1) return false;
  const auto& author = verdict.authors.front();
  bool says_dmarc = false;
  for (const auto& result : verdict.arc_trusted->results) {
    if (result.method != "dmarc") continue;
    says_dmarc = true;
    const auto from = property(result, "header", "from");
    if (result.result == "pass" && (from.empty() || mail::same_domain(from, author))) return true;
  }
  if (says_dmarc) return false;
  const auto& dmarc = verdict.dmarc;
  const auto organization =
      dmarc && !dmarc->organizational_domain.empty() ? dmarc->organizational_domain : author;
  return std::ranges::any_of(verdict.arc_trusted->results, [&](const mail::MethodResult& result) {
    return is_within(passed_domain(result), organization);
  });
}

}  // namespace postern
