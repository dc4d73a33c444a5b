#include "stamp/trace.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "arc/outcome.hpp"
#include "mail/idna.hpp"
#include "mail/received.hpp"
#include "spf/received_spf.hpp"

namespace postern {

namespace {

void add_property(mail::MethodResult& result, std::string_view type, std::string_view name,
                  std::string_view value) {
  if (value.empty()) return;
  result.properties.push_back(
      {.type = std::string(type), .name = std::string(name), .value = std::string(value), .comment = ""});
}

mail::MethodResult method(std::string_view name, std::string_view result) {
  return {.method = std::string(name),
          .result = std::string(result),
          .comment = "",
          .reason = "",
          .properties = {}};
}

// RFC 8601 §2.7.4: another server has seen the proof, and we believe it.
mail::MethodResult auth_result(std::string_view login) {
  auto result = method("auth", "pass");
  add_property(result, "smtp", "auth", login);
  return result;
}

mail::MethodResult dkim_result(const dkim::Signature& signature) {
  auto result = method("dkim", dkim::format(signature.result));
  if (signature.key_bits > 0)
    result.comment = std::to_string(signature.key_bits) + "-bit " + signature.algorithm;
  result.reason = signature.reason;
  add_property(result, "header", "d", signature.domain);
  add_property(result, "header", "i", signature.identity);
  add_property(result, "header", "s", signature.selector);
  add_property(result, "header", "a", signature.algorithm);
  add_property(result, "header", "b", signature.digest_start);
  return result;
}

mail::MethodResult spf_result(const SpfResult& spf, std::string_view property) {
  auto result = method("spf", spf::format(spf.outcome.result));
  // What matched is no news when all is well; what failed is what a postmaster asks.
  using enum spf::Result;
  const bool is_plain = spf.outcome.result == pass || spf.outcome.result == none;
  if (!is_plain) result.reason = spf.outcome.problem;
  add_property(result, "smtp", property, spf.identity);
  return result;
}

// "p=reject, sp=quarantine, t=y": what is published, as far as it bears upon this message.
std::string published_policy(const dmarc::Outcome& outcome) {
  std::string text = "p=" + std::string(dmarc::format(outcome.record_policy));
  if (!outcome.record) return text;
  using enum dmarc::PolicyTag;
  const auto& record = *outcome.record;
  const auto below = outcome.policy_tag == np ? record.nonexistent_policy : record.subdomain_policy;
  if (outcome.policy_tag != p && below) {
    text += ", " + std::string(dmarc::format(outcome.policy_tag)) + '=' + std::string(dmarc::format(*below));
  }
  return record.testing ? text + ", t=y" : text;
}

/// "dis=quarantine": what is done with the message, in the words of DMARC, which knows no deferring.
std::string disposition(const Decision& decision) {
  const bool has_word = decision.action == Action::quarantine || decision.action == Action::reject;
  return "dis=" + std::string(has_word ? format(decision.action) : "none");
}

void add_override(mail::MethodResult& result, const Override& override_reason) {
  add_property(result, "policy", "override-reason", format(override_reason.reason));
  result.properties.back().comment = override_reason.comment;
}

mail::MethodResult dmarc_result(const dmarc::Outcome& outcome, const Decision& decision) {
  auto result = method("dmarc", dmarc::format(outcome.result));
  using enum dmarc::Result;
  if (outcome.result == pass || outcome.result == fail) {
    result.comment = published_policy(outcome) + ", " + disposition(decision);
    add_property(result, "policy", "dmarc", dmarc::format(outcome.policy));
    if (decision.override_reason) add_override(result, *decision.override_reason);
  } else {
    result.reason = outcome.reason;
  }
  add_property(result, "header", "from", outcome.author_domain);
  return result;
}

// "i=1 found dkim=pass spf=fail": what a trusted sealer says is said in a comment, where nobody takes it for
// a result of ours.
std::string describe(const TrustedResults& trusted) {
  constexpr std::size_t most = 8;
  std::string text = "i=" + std::to_string(trusted.instance) + " found";
  for (std::size_t index = 0; index < std::min(most, trusted.results.size()); ++index) {
    text += ' ' + trusted.results[index].method + '=' + trusted.results[index].result;
  }
  return text;
}

mail::MethodResult arc_result(const Verdict& verdict) {
  auto result = arc::method_result(*verdict.arc, verdict.client);
  if (verdict.arc_trusted) result.comment += "; trusted " + describe(*verdict.arc_trusted);
  return result;
}

mail::MethodResult iprev_result(const base::IpAddress& client, const iprev::Outcome& outcome) {
  auto result = method("iprev", iprev::format(outcome.result));
  if (outcome.result != iprev::Result::pass) result.reason = outcome.reason;
  add_property(result, "policy", "iprev", base::format(client));
  result.properties.back().comment = outcome.name;
  return result;
}

bool holds_domain(const mail::Property& property) {
  constexpr std::array<std::string_view, 6> names{"d", "i", "from", "mailfrom", "helo", "domain"};
  return (property.type == "header" || property.type == "smtp") &&
         std::ranges::find(names, property.name) != names.end();
}

// RFC 8616 §5: a header in UTF-8 may spell domains as people do.
void spell_with_u_labels(mail::Property& property) {
  const auto at = property.value.rfind('@');
  const auto domain = at == std::string::npos ? 0 : at + 1;
  property.value.replace(domain, std::string::npos, mail::to_unicode(property.value.substr(domain)));
}

}  // namespace

mail::AuthenticationResults results_of(const Verdict& verdict, const Decision& decision,
                                       std::string_view authserv_id, mail::Charset charset) {
  mail::AuthenticationResults field{.authserv_id = std::string(authserv_id), .results = {}};
  auto& results = field.results;
  if (!verdict.login.empty()) results.push_back(auth_result(verdict.login));
  if (verdict.dkim && verdict.dkim->empty()) results.push_back(method("dkim", "none"));
  if (verdict.dkim) std::ranges::transform(*verdict.dkim, std::back_inserter(results), dkim_result);
  if (verdict.mail_from) results.push_back(spf_result(*verdict.mail_from, "mailfrom"));
  if (verdict.helo) results.push_back(spf_result(*verdict.helo, "helo"));
  if (verdict.dmarc) results.push_back(dmarc_result(*verdict.dmarc, decision));
  if (verdict.arc) results.push_back(arc_result(verdict));
  if (verdict.iprev) results.push_back(iprev_result(*verdict.client, *verdict.iprev));
  results.insert(results.end(), verdict.others.begin(), verdict.others.end());
  if (charset == mail::Charset::ascii) return field;
  for (auto& result : results) {
    for (auto& property : result.properties) {
      if (holds_domain(property)) spell_with_u_labels(property);
    }
  }
  return field;
}

void prepend_received_spf(mail::HeaderBlock& header, const Verdict& verdict) {
  const auto prepend = [&header](spf::Identity identity, const std::optional<SpfResult>& spf) {
    if (!spf) return;
    header.prepend(mail::HeaderField::raw(spf::format_received_spf(identity, spf->request, spf->outcome)));
  };
  prepend(spf::Identity::helo, verdict.helo);
  prepend(spf::Identity::mailfrom, verdict.mail_from);
}

std::string dmarc_difference(const Verdict& verdict) {
  std::string text;
  if (!verdict.dmarc) return text;
  for (const auto& difference : verdict.dmarc->differences) {
    if (!text.empty()) text += ", ";
    text += difference.what + ": treewalk " + difference.treewalk + ", psl " + difference.psl;
  }
  return text;
}

std::string verified_name(const Verdict& verdict) {
  return verdict.iprev && verdict.iprev->result == iprev::Result::pass ? verdict.iprev->name : "";
}

std::string transmission_type(const Hop& hop) {
  if (!hop.esmtp) return "SMTP";
  std::string type = hop.protocol == smtp::Protocol::lmtp ? "LMTP" : "SMTP";
  if (hop.utf8) type = "UTF8" + type;
  if (type == "SMTP") type = "ESMTP";
  if (hop.tls) type += 'S';
  if (hop.authenticated) type += 'A';
  return type;
}

std::string received_field(const Hop& hop, std::string_view hostname) {
  return mail::format_received({.helo = hop.helo,
                                .client_name = hop.peer_name,
                                .client_address = hop.peer,
                                .hostname = std::string(hostname),
                                .protocol = transmission_type(hop),
                                .tls = hop.tls ? hop.tls->version + ' ' + hop.tls->cipher : "",
                                .id = hop.id,
                                .recipient = hop.recipient,
                                .time = hop.time});
}

}  // namespace postern
