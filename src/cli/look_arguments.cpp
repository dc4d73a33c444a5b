#include "cli/look_arguments.hpp"

#include "cli/parts.hpp"
#include "config/form.hpp"
#include "dns/reverse_name.hpp"
#include "mail/idna.hpp"

namespace postern {

namespace {

constexpr auto statuses =
    "Ends with 0 when there is nothing but notes, with 3 with warnings, with 4 with errors; with 1 when the "
    "DNS does not answer, so that it cannot be known, and with 2 when what was given is wrong.\n\n";

/// A name as a person types it: internationalized, with a final dot.
std::optional<dns::Name> parse_name(const std::string& text) {
  const auto ascii = mail::to_ascii(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
  if (!ascii) return std::nullopt;
  auto name = dns::Name::parse(*ascii);
  if (name && name->is_root()) return std::nullopt;
  return name;
}

std::optional<dns::Name> key_name(const dns::Name& domain, const std::string& selector) {
  const auto folder = domain.child("_domainkey");
  return folder && parse_name(selector) ? folder->child(selector) : std::nullopt;
}

CLI::Validator require_domain() {
  return require([](const std::string& text) { return parse_name(text).has_value(); },
                 "give a domain name, such as example.com");
}

std::string all_type_names(const char* separator) {
  std::string text;
  for (const auto type : dns::all_types) text += (text.empty() ? "" : separator) + std::string(format(type));
  return text;
}

CLI::Validator require_type() {
  return require([](const std::string& text) { return dns::parse_type(text).has_value(); },
                 "give one of " + all_type_names(", "));
}

/// Of an address, the name that its PTR records are at.
dns::Question question_of(const std::string& name, dns::Type type) {
  const auto address = base::IpAddress::parse(name);
  if (address && type == dns::Type::PTR) return {dns::reverse_name(address->unmapped()), type};
  return {*parse_name(name), type};
}

}  // namespace

void LookArguments::define(CLI::App& app) {
  dns_ = app.add_subcommand("dns", "Ask the DNS one question, as Postern would.");
  spf_ = app.add_subcommand("spf", "Look at the SPF record of a domain, and say what is wrong with it.");
  dmarc_ =
      app.add_subcommand("dmarc", "Look at the DMARC policy of a domain, and say what is wrong with it.");
  dkim_ = app.add_subcommand("dkim", "Look at a DKIM key, and say what is wrong with it.");
  define_dns(*dns_);
  define_spf(*spf_);
  define_dmarc(*dmarc_);
  define_dkim(*dkim_);
  for (auto* one : {dns_, spf_, dmarc_, dkim_}) define_common(*one);
}

void LookArguments::define_dns(CLI::App& app) {
  app.add_option("name", name_, "the name, or with PTR an address")
      ->required()
      ->check(require_domain())
      ->type_name("NAME");
  app.add_option("type", type_, "the type of its records")
      ->required()
      ->check(require_type())
      ->type_name(all_type_names("|"));
  app.footer(
      "Ends with 0 when there are such records, with 3 when there are none, with 1 when the DNS does not "
      "answer, and with 2 when what was given is wrong.\n\n"
      "Examples:\n"
      "  postern dns example.com MX\n"
      "  postern dns 192.0.2.1 PTR --dns 192.0.2.53");
}

void LookArguments::define_spf(CLI::App& app) {
  app.add_option("domain", domain_, "the domain")->required()->check(require_domain())->type_name("DOMAIN");
  auto* ip = app.add_option("--ip", ip_, "evaluate the record for this client, and show each step")
                 ->check(require_address_of_host())
                 ->type_name("ADDRESS");
  app.add_option("--helo", helo_, "what the client said in EHLO or HELO; default: the domain")
      ->needs(ip)
      ->type_name("NAME");
  app.add_option("--mail-from", mail_from_,
                 "the sender; <> is postmaster at the HELO name; default: postmaster at the domain")
      ->needs(ip)
      ->check(require_address(smtp::PathKind::reverse))
      ->type_name("MAILBOX");
  app.footer(std::string(statuses) +
             "Examples:\n"
             "  postern spf example.com\n"
             "  postern spf example.com --ip 192.0.2.1 --mail-from alice@example.com");
}

void LookArguments::define_dmarc(CLI::App& app) {
  app.add_option("domain", domain_, "the domain of a From field")
      ->required()
      ->check(require_domain())
      ->type_name("DOMAIN");
  app.footer(std::string(statuses) +
             "Examples:\n"
             "  postern dmarc news.example.com");
}

void LookArguments::define_dkim(CLI::App& app) {
  app.add_option("domain", domain_, "the domain, d= of a signature")
      ->required()
      ->check(require_domain())
      ->type_name("DOMAIN");
  const auto is_selector = [this](const std::string& text) {
    const auto domain = parse_name(domain_);
    return parse_name(text) && (!domain || key_name(*domain, text));
  };
  app.add_option("selector", selector_, "the key, s= of a signature")
      ->required()
      ->check(require(is_selector, "give a selector, such as s1"))
      ->type_name("SELECTOR");
  app.footer(std::string(statuses) +
             "Examples:\n"
             "  postern dkim example.com s1");
}

void LookArguments::define_common(CLI::App& app) {
  auto* dns = app.add_option("--dns", servers_, "a name server; default: those of this machine")
                  ->check(require_dns_server())
                  ->type_name("ADDRESS")
                  ->allow_extra_args(false);
  app.add_option("--zone", zone_, "take all DNS from this zone file")->type_name("FILE")->excludes(dns);
  app.add_flag("--json", json_, "say it as one JSON object");
}

bool LookArguments::parsed() const {
  return dns_->parsed() || spf_->parsed() || dmarc_->parsed() || dkim_->parsed();
}

SpfLook LookArguments::spf_look(const dns::Name& domain) const {
  SpfLook look{.domain = domain, .client = base::IpAddress::parse(ip_), .helo = helo_, .mail_from = {}};
  if (!mail_from_) return look;
  look.mail_from = smtp::format_mailbox(*parse_address(*mail_from_, smtp::PathKind::reverse));
  // RFC 7208 §2.4: who has no sender is postmaster at the name in HELO.
  if (look.mail_from.empty()) look.mail_from = "postmaster@" + (helo_.empty() ? domain.text() : helo_);
  return look;
}

Look LookArguments::look() const {
  if (dns_->parsed()) return DnsLook{question_of(name_, *dns::parse_type(type_))};
  const auto domain = *parse_name(domain_);
  if (dmarc_->parsed()) return DmarcLook{domain};
  if (dkim_->parsed()) return DkimLook{*key_name(domain, selector_)};
  return spf_look(domain);
}

LookCommand LookArguments::command() const {
  LookCommand command{.look = look(), .dns = {}, .zone = zone_, .json = json_};
  for (const auto& text : servers_) command.dns.push_back(*dns_server_form().parse(text));
  return command;
}

}  // namespace postern
