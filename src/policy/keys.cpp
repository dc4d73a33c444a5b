#include "policy/keys.hpp"

#include <algorithm>

#include "net/endpoint.hpp"
#include "policy/domain_set.hpp"
#include "policy/names.hpp"

// One row for each key: its name, the words it can have, and how they are had from a message. Whatever is a
// result has the word that Authentication-Results has for it.

namespace postern {

namespace {

using Facts = std::vector<Fact>;
using Words = std::vector<std::string>;
using enum PolicyKey::Kind;

Facts one(std::string_view value, Weight weight = Weight::plain) {
  return {{std::string(value), weight}};
}

Facts truth(bool value, Weight weight = Weight::plain, std::string detail = "") {
  if (!value) return one("false");
  return {{"true", weight, std::move(detail)}};
}

/// What a sender can bring about by himself, for a domain or with a server of his own, is a claim: that it
/// passes says nothing of who the author is.
Fact result(std::string_view word) {
  return {std::string(word), word == "pass" ? Weight::claimed : Weight::plain};
}

Facts spf_result(const std::optional<SpfResult>& spf) {
  return spf ? Facts{result(format(spf->outcome.result))} : Facts();
}

Facts iprev_result(const MessageView& message) {
  const auto& iprev = message.verdict.iprev;
  return iprev ? Facts{result(format(iprev->result))} : Facts();
}

Facts dkim_results(const MessageView& message) {
  const auto& signatures = message.verdict.dkim;
  if (!signatures) return {};
  if (signatures->empty()) return one("none");
  Facts facts;
  for (const auto& signature : *signatures) facts.push_back(result(format(signature.result)));
  return facts;
}

Facts dmarc_result(const MessageView& message) {
  const auto& dmarc = message.verdict.dmarc;
  if (!dmarc) return {};
  return one(format(dmarc->result), dmarc->result == dmarc::Result::pass ? Weight::verified : Weight::plain);
}

Facts arc_result(const MessageView& message) {
  const auto& arc = message.verdict.arc;
  return arc ? Facts{result(format(arc->result))} : Facts();
}

/// Where there is a policy that was asked for. That of a temperror counts: whoever forges a message can see
/// to it that some question of the DNS fails.
bool has_dmarc_policy(const Verdict& verdict) {
  using enum dmarc::Result;
  if (!verdict.dmarc) return false;
  const auto result = verdict.dmarc->result;
  return result == pass || result == fail || (result == temperror && verdict.dmarc->record);
}

Facts dmarc_policy(const MessageView& message) {
  const auto& verdict = message.verdict;
  return has_dmarc_policy(verdict) ? one(dmarc::format(verdict.dmarc->policy)) : Facts();
}

Facts dmarc_alignment(const MessageView& message) {
  if (!has_dmarc_policy(message.verdict)) return {};
  Facts facts;
  for (const auto& [identifier, mode, aligned, organization] : message.verdict.dmarc->identifiers) {
    const bool counts =
        identifier.status == dmarc::Identifier::Status::pass && aligned == dmarc::Aligned::yes;
    if (counts) facts.push_back({identifier.method == dmarc::Method::spf ? "spf" : "dkim"});
  }
  return facts.empty() ? one("none") : facts;
}

Facts arc_trusted(const MessageView& message) {
  const auto& verdict = message.verdict;
  if (!is_vouched_for(verdict)) return truth(false);
  return truth(true, Weight::verified, verdict.arc_trusted->sealer);
}

Facts list_id(const MessageView& message) {
  const auto& id = message.verdict.list_id;
  return truth(id.has_value(), Weight::claimed, id.value_or(""));
}

Facts listed(const std::optional<ListMatch>& match, Weight weight) {
  return truth(match.has_value(), weight, match ? match->entry : "");
}

Facts allowed(const MessageView& message) {
  const bool is_verified = message.allowed && message.allowed->is_verified;
  return listed(message.allowed, is_verified ? Weight::verified : Weight::claimed);
}

Facts client_network(const MessageView& message) {
  const auto& client = message.circumstances.client;
  return client ? one(base::format(client->unmapped()), Weight::verified) : Facts();
}

Facts trust(const MessageView& message) {
  const auto standing = message.circumstances.standing;
  return one(format(standing), standing == Standing::stranger ? Weight::plain : Weight::verified);
}

Weight weight_of(bool is_verified) {
  return is_verified ? Weight::verified : Weight::claimed;
}

Facts helo(const MessageView& message) {
  const auto& name = message.circumstances.helo;
  if (name.empty()) return {};
  return one(comparable_domain(name), weight_of(is_helo_verified(message.verdict)));
}

Facts sender(const MessageView& message) {
  const auto& circumstances = message.circumstances;
  if (circumstances.sender.empty()) return one("<>", Weight::claimed);
  const auto domain = sender_domain(circumstances);
  if (!domain) return {};
  return one(*domain, weight_of(is_sender_verified(message.verdict, circumstances)));
}

Facts authors(const MessageView& message) {
  Facts facts;
  for (const auto& author : message.verdict.authors) {
    facts.push_back({comparable_domain(author), weight_of(is_author_verified(message.verdict, author))});
  }
  return facts;
}

PolicyKey word_key(std::string name, Words words, std::function<Facts(const MessageView&)> facts) {
  return {.name = std::move(name), .kind = word, .words = std::move(words), .facts = std::move(facts)};
}

PolicyKey truth_key(std::string name, std::function<Facts(const MessageView&)> facts, bool excepts = false) {
  return {.name = std::move(name),
          .kind = boolean,
          .words = {"true", "false"},
          .facts = std::move(facts),
          .excepts = excepts};
}

PolicyKey domain_key(std::string name, std::function<Facts(const MessageView&)> facts) {
  return {.name = std::move(name), .kind = domain, .words = {}, .facts = std::move(facts)};
}

/// A check of modules/checks, by the name it has in Authentication-Results; what its pass is worth, and the
/// rest.
PolicyKey other_key(std::string name, Words words, Weight pass = Weight::claimed,
                    Weight rest = Weight::plain) {
  const auto facts = [name, pass, rest](const MessageView& message) {
    Facts found;
    for (const auto& result : message.verdict.others) {
      if (result.method == name) found.push_back({result.result, result.result == "pass" ? pass : rest});
    }
    return found;
  };
  return word_key(name, std::move(words), facts);
}

std::vector<PolicyKey> make_table() {
  const Words spf{"none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"};
  return {
      word_key("iprev", {"pass", "fail", "temperror", "permerror"}, iprev_result),
      word_key("spf", spf, [](const MessageView& message) { return spf_result(message.verdict.mail_from); }),
      word_key("spf-helo", spf, [](const MessageView& message) { return spf_result(message.verdict.helo); }),
      word_key("dkim", {"none", "pass", "fail", "policy", "neutral", "temperror", "permerror"}, dkim_results),
      word_key("dmarc", {"none", "pass", "fail", "temperror", "permerror"}, dmarc_result),
      word_key("dmarc-policy", {"none", "quarantine", "reject"}, dmarc_policy),
      word_key("dmarc-alignment", {"spf", "dkim", "none"}, dmarc_alignment),
      word_key("arc", {"none", "pass", "fail", "temperror"}, arc_result),
      truth_key("arc-trusted", arc_trusted, true),
      {.name = "list-id", .kind = list, .words = {"true", "false"}, .facts = list_id, .excepts = true},
      {.name = "client-network", .kind = network, .words = {}, .facts = client_network},
      word_key("trust", {"stranger", "local", "trusted", "authenticated"}, trust),
      truth_key(
          "authenticated",
          [](const MessageView& message) {
            return truth(message.circumstances.standing == Standing::authenticated, Weight::verified);
          },
          true),
      truth_key("tls",
                [](const MessageView& message) { return truth(message.circumstances.tls, Weight::claimed); }),
      {.name = "listener",
       .kind = listener,
       .words = {},
       .facts = [](const MessageView& message) { return one(message.circumstances.listener); }},
      domain_key("helo", helo),
      domain_key("sender-domain", sender),
      domain_key("author-domain", authors),
      domain_key("recipient-domain",
                 [](const MessageView& message) { return one(message.recipient_domain); }),
      truth_key("allowed", allowed, true),
      truth_key("denied", [](const MessageView& message) { return listed(message.denied, Weight::plain); }),
      other_key("x-dnsbl", {"none", "fail", "temperror", "permerror"}),
      other_key("dnswl", {"none", "pass", "temperror", "permerror"}, Weight::verified),
      other_key("x-ptr", {"pass", "fail", "temperror"}),
      other_key(
          "x-aligned-from",
          {"pass", "domain-pass", "orgdomain-pass", "fail", "null", "null-smtp", "null-header", "error"},
          Weight::claimed, Weight::claimed),
      other_key("x-return-mx", {"pass", "warn", "fail", "temperror"}),
      other_key("x-tls", {"pass"}),
      other_key("x-header-sanity", {"pass", "neutral", "fail"}, Weight::claimed, Weight::claimed),
  };
}

}  // namespace

std::span<const PolicyKey> policy_keys() {
  static const auto table = make_table();
  return table;
}

const PolicyKey* find_policy_key(std::string_view name) {
  const auto found = std::ranges::find(policy_keys(), name, &PolicyKey::name);
  return found == policy_keys().end() ? nullptr : &*found;
}

std::span<const std::string> policy_key_names() {
  static const auto names = [] {
    std::vector<std::string> all;
    for (const auto& key : policy_keys()) all.push_back(key.name);
    return all;
  }();
  return names;
}

}  // namespace postern
