#include <algorithm>

#include "base/timestamp.hpp"
#include "cli/parts.hpp"
#include "config/form.hpp"

namespace postern {

namespace {

CLI::Validator require_timestamp() {
  return require([](const std::string& text) { return base::parse_timestamp(text).has_value(); },
                 "give a time, such as 2026-05-01T10:00:00Z");
}

/// Two words: what is written into Received is not for us to mend.
CLI::Validator require_tls() {
  const auto is_right = [](const std::string& text) {
    const auto words = base::split(text, ' ');
    const auto is_word = [](std::string_view word) {
      return !word.empty() && std::ranges::all_of(word, base::is_graphic);
    };
    return words.size() == 2 && std::ranges::all_of(words, is_word);
  };
  return require(is_right, "give version and cipher, such as \"TLSv1.3 TLS_AES_256_GCM_SHA384\"");
}

/// "TLSv1.3 TLS_AES_256_GCM_SHA384", as Received fields have it.
net::TlsFacts tls_facts(const std::string& text) {
  const auto blank = text.find(' ');
  return {.version = text.substr(0, blank),
          .cipher = text.substr(blank + 1),
          .bits = 0,
          .server_name = {},
          .peer_subject = {}};
}

}  // namespace

CLI::Validator require_address_of_host() {
  return require([](const std::string& text) { return base::IpAddress::parse(text).has_value(); },
                 "give an IP address, such as 192.0.2.1 or 2001:db8::1");
}

CLI::Validator require_dns_server() {
  return require([](const std::string& text) { return dns_server_form().parse(text).has_value(); },
                 "give " + dns_server_form().expects);
}

void CheckArguments::define(CLI::App& app) {
  app.add_option("files", command_.files,
                 "messages, mboxes, directories of messages, Maildirs; - is the standard input")
      ->required()
      ->type_name("FILE");
  app.callback([this] {
    if (std::ranges::count(command_.files, "-") > 1)
      throw CLI::ValidationError("-: the standard input can be read only once");
  });
  define_facts(app);
  define_settings(app);
  define_output(app);
  app.footer(
      "Ends with 0 when the message would be accepted, with 3 when it would be put into quarantine, with 4 "
      "when\n"
      "deferred, with 5 when rejected; of several messages the worst counts. With 1 when it cannot do its "
      "work, with\n"
      "2 when what was given is wrong.\n\n"
      "Examples:\n"
      "  postern check message.eml --ip 192.0.2.1 --helo mail.example.com --mail-from a@example.com "
      "--explain\n"
      "  postern check message.eml --ip 192.0.2.1 --record-dns case.zone\n"
      "  postern check message.eml --ip 192.0.2.1 --zone case.zone --at 2026-05-01T10:00:00Z --json\n"
      "  postern check ~/Maildir --config /etc/postern/postern.toml");
}

void CheckArguments::define_facts(CLI::App& app) {
  const auto group = "How the message came";
  app.add_option("--ip", ip_, "the client's address; without it iprev and SPF are not evaluated")
      ->check(require_address_of_host())
      ->type_name("ADDRESS")
      ->group(group);
  app.add_option("--helo", command_.helo, "what the client said in EHLO or HELO")
      ->type_name("NAME")
      ->group(group);
  app.add_option("--mail-from", mail_from_,
                 "the sender, MAIL FROM; an empty one is <>; default: Return-Path of the message")
      ->check(require_address(smtp::PathKind::reverse))
      ->type_name("MAILBOX")
      ->group(group);
  app.add_option("--rcpt", recipients_, "a recipient; may be repeated")
      ->check(require_address(smtp::PathKind::forward))
      ->type_name("MAILBOX")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--login", command_.login, "as whom the client has authenticated itself")
      ->type_name("USER")
      ->group(group);
  app.add_option("--tls", tls_, "what protected the connection: \"TLSv1.3 TLS_AES_256_GCM_SHA384\"")
      ->check(require_tls())
      ->type_name("TEXT")
      ->group(group);
  app.add_option("--at", at_, "when it came, for signatures that expire; default: now")
      ->check(require_timestamp())
      ->type_name("TIME")
      ->group(group);
}

void CheckArguments::define_settings(CLI::App& app) {
  const auto group = "By which rules";
  app.add_option("--config", command_.config, "the checks, policy, trust and names of this configuration")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--listener", command_.listener, "of its listeners this one; default: the first")
      ->type_name("ENDPOINT")
      ->group(group);
  auto* dns =
      app.add_option("--dns", dns_, "a name server; default: the configuration's, or those of this machine")
          ->check(require_dns_server())
          ->type_name("ADDRESS")
          ->allow_extra_args(false)
          ->group(group);
  app.add_option("--zone", command_.zone, "take all DNS from this zone file")
      ->type_name("FILE")
      ->excludes(dns)
      ->group(group);
}

void CheckArguments::define_output(CLI::App& app) {
  const auto group = "What is said";
  app.add_flag("--explain", command_.explain, "tell what each check did, and why it came out so")
      ->group(group);
  app.add_flag("--verbose", command_.verbose,
               "with --explain, also what was signed, to the octet; of many messages all that is said of one")
      ->group(group);
  app.add_flag("--json", command_.json, "one JSON object for each message, by docs/check.schema.json")
      ->group(group);
  app.add_option("--record-dns", command_.record,
                 "write what the DNS said into a zone file, to use with --zone")
      ->type_name("FILE")
      ->group(group);
}

CheckCommand CheckArguments::command() const {
  auto command = command_;
  command.client = base::IpAddress::parse(ip_);
  if (mail_from_) command.sender = parse_address(*mail_from_, smtp::PathKind::reverse);
  for (const auto& text : recipients_) {
    command.recipients.push_back(*parse_address(text, smtp::PathKind::forward));
  }
  for (const auto& text : dns_) command.dns.push_back(*dns_server_form().parse(text));
  if (!tls_.empty()) command.tls = tls_facts(tls_);
  command.at = base::parse_timestamp(at_);
  return command;
}

}  // namespace postern
