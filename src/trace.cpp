#include "trace.hpp"

#include "base/ascii.hpp"
#include "mail/received.hpp"

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

mail::MethodResult dmarc_result(const dmarc::Outcome& outcome) {
  auto result = method("dmarc", dmarc::format(outcome.result));
  using enum dmarc::Result;
  if (outcome.result == pass || outcome.result == fail) {
    // The disposition is what is done with the message, and nothing is done but to say so.
    result.comment = "p=" + std::string(dmarc::format(outcome.record_policy)) + ", dis=none";
    add_property(result, "policy", "dmarc", dmarc::format(outcome.policy));
  } else {
    result.reason = outcome.reason;
  }
  add_property(result, "header", "from", outcome.author_domain);
  return result;
}

mail::MethodResult iprev_result(const base::IpAddress& client, const iprev::Outcome& outcome) {
  auto result = method("iprev", iprev::format(outcome.result));
  if (outcome.result != iprev::Result::pass) result.reason = outcome.reason;
  add_property(result, "policy", "iprev", base::format(client));
  result.properties.back().comment = outcome.name;
  return result;
}

}  // namespace

mail::AuthenticationResults results_of(const Verdict& verdict, std::string_view authserv_id) {
  mail::AuthenticationResults field{.authserv_id = std::string(authserv_id), .results = {}};
  if (verdict.dkim.empty()) field.results.push_back(method("dkim", "none"));
  for (const auto& signature : verdict.dkim) field.results.push_back(dkim_result(signature));
  if (verdict.mail_from) field.results.push_back(spf_result(*verdict.mail_from, "mailfrom"));
  if (verdict.helo) field.results.push_back(spf_result(*verdict.helo, "helo"));
  field.results.push_back(dmarc_result(verdict.dmarc));
  if (verdict.iprev) field.results.push_back(iprev_result(*verdict.client, *verdict.iprev));
  return field;
}

void sanitise(mail::HeaderBlock& header, std::string_view authserv_id) {
  for (const auto id : header.all("Authentication-Results")) {
    if (mail::claims_authserv_id(header.at(id), authserv_id)) header.remove(id);
  }
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
