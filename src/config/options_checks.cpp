#include "base/ascii.hpp"
#include "config/setting.hpp"

namespace postern {

namespace {

Option check(std::string name, std::string help, bool CheckConfig::* field) {
  return setting(std::move(name), std::move(help), boolean_form(), &ListenerConfig::checks, field);
}

/// The words of an enumeration that has a format() of its own.
template <class Value>
Form<Value> word_form(std::vector<Value> values) {
  std::vector<std::pair<std::string, Value>> words;
  for (const auto value : values) words.emplace_back(std::string(format(value)), value);
  return choice_form<Value>(std::move(words));
}

Option seal_setting(std::string name, std::string help, Form<std::string> form,
                    std::string ArcSealConfig::* field) {
  return setting(std::move(name), std::move(help), std::move(form), &ListenerConfig::checks,
                 &CheckConfig::arc_seal, field)
      .by_default("none: nothing is sealed");
}

// "deny bl.example 127.0.0.2=spam 127.0.0.4/30=exploited"
std::optional<checks::ListMeaning> parse_meaning(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == text.npos || equals + 1 == text.size()) return std::nullopt;
  const auto network = base::Network::parse(text.substr(0, equals));
  if (!network || !network->address.is_v4()) return std::nullopt;
  return checks::ListMeaning{*network, std::string(text.substr(equals + 1))};
}

std::optional<checks::DnsList> parse_dns_list(const std::string& text) {
  auto words = base::split(text, ' ');
  std::erase(words, "");
  if (words.size() < 2 || (words[0] != "deny" && words[0] != "allow")) return std::nullopt;
  const auto zone = dns::Name::parse(words[1]);
  if (!zone || zone->is_root()) return std::nullopt;
  checks::DnsList list{
      .kind = words[0] == "deny" ? checks::DnsList::Kind::deny : checks::DnsList::Kind::allow,
      .zone = *zone,
      .meanings = {}};
  for (std::size_t index = 2; index < words.size(); ++index) {
    auto meaning = parse_meaning(words[index]);
    if (!meaning) return std::nullopt;
    list.meanings.push_back(std::move(*meaning));
  }
  return list;
}

std::string format_dns_list(const checks::DnsList& list) {
  std::string text = list.kind == checks::DnsList::Kind::deny ? "deny " : "allow ";
  text += list.zone.text();
  for (const auto& [answers, name] : list.meanings) {
    text += " " + base::format(answers.address) + "/" + std::to_string(answers.prefix) + "=" + name;
  }
  return text;
}

Form<checks::DnsList> dns_list_form() {
  return {Kind::text, "deny or allow, a zone, and what its answers mean: deny bl.example 127.0.0.2=spam",
          parse_dns_list, format_dns_list, "LIST"};
}

}  // namespace

std::vector<Option> check_options() {
  using dkim::PartialBody;
  using dmarc::DiscoveryMode;
  const auto domain = name_form("a domain name", "DOMAIN");
  return {
      check("iprev", "whether the client's address has a name that has the address", &CheckConfig::iprev),
      check("spf", "SPF, of MAIL FROM and HELO", &CheckConfig::spf),
      setting("spf-engine", "who evaluates SPF; libspf2 is for comparison and must not face the Internet",
              word_form(std::vector{spf::EngineKind::postern, spf::EngineKind::libspf2}),
              &ListenerConfig::checks, &CheckConfig::spf_engine),
      check("received-spf", "add `Received-SPF` fields", &CheckConfig::received_spf),
      check("dkim", "DKIM signatures", &CheckConfig::dkim),
      setting("dkim-engine", "who verifies DKIM signatures",
              word_form(std::vector{dkim::EngineKind::postern, dkim::EngineKind::opendkim}),
              &ListenerConfig::checks, &CheckConfig::dkim_engine),
      setting(
          "dkim-body-length", "what a signature is worth whose `l=` leaves a part of the body out",
          word_form(std::vector{PartialBody::ignore_signature, PartialBody::accept, PartialBody::annotate}),
          &ListenerConfig::checks, &CheckConfig::dkim_body_length),
      check("dmarc", "DMARC", &CheckConfig::dmarc),
      setting(
          "dmarc-discovery",
          "how organizations are found: by the tree walk of RFC 9989, by the Public Suffix List, or by the "
          "tree walk with what differs in the log",
          word_form(std::vector{DiscoveryMode::treewalk, DiscoveryMode::psl, DiscoveryMode::both}),
          &ListenerConfig::checks, &CheckConfig::dmarc_discovery),
      check("arc", "ARC chains", &CheckConfig::arc),
      setting("trusted-sealer", "domains whose ARC sets are believed", domain, &ListenerConfig::checks,
              &CheckConfig::trusted_sealers),
      setting("trusted-sealers-file", "more of them, one a line; `#` begins a comment", path_form(),
              &ListenerConfig::checks, &CheckConfig::trusted_sealers_file)
          .by_default("none"),
      seal_setting("arc-seal-domain", "`d=` of our own ARC sets", domain, &ArcSealConfig::domain),
      seal_setting("arc-seal-selector", "`s=` of our own ARC sets", name_form("a selector"),
                   &ArcSealConfig::selector),
      seal_setting("arc-seal-key", "private key in PEM, which none but its owner may read", path_form(),
                   &ArcSealConfig::key_file),
      check("list-id", "look for the mailing list that a message claims to come from, for log and policy",
            &CheckConfig::list_id),
      check("x-ptr", "whether HELO is a verified name of the client", &CheckConfig::ptr),
      check("x-aligned-from", "how close MAIL FROM is to From", &CheckConfig::aligned_from),
      check("x-return-mx", "whether the domains of MAIL FROM and From can get mail", &CheckConfig::return_mx),
      check("x-tls", "what the client's TLS is", &CheckConfig::tls),
      check("x-header-sanity", "whether the header has what it must, and once", &CheckConfig::header_sanity),
      setting("dns-list", "lists of addresses in the DNS, for `x-dnsbl` and `dnswl`", dns_list_form(),
              &ListenerConfig::checks, &CheckConfig::dns_lists),
  };
}

}  // namespace postern
