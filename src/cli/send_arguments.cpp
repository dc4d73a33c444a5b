#include "base/scanner.hpp"
#include "cli/parts.hpp"
#include "smtp/xtext.hpp"

namespace postern {

namespace {

/// NAME=value as a person types it, into the command's xtext form.
bool add_attribute(const std::string& text, smtp::Xforward& client) {
  const auto equals = text.find('=');
  if (equals == text.npos) return false;
  const auto argument = text.substr(0, equals + 1) + smtp::encode_xtext(text.substr(equals + 1));
  auto parsed = smtp::parse_xforward(argument, client);
  if (!parsed) return false;
  client = std::move(*parsed);
  return true;
}

}  // namespace

std::optional<smtp::Path> parse_address(const std::string& text, smtp::PathKind kind) {
  const auto bracketed = text.starts_with('<') ? text : "<" + text + ">";
  base::ScannerView in(bracketed);
  auto path = smtp::take_path(in, kind);
  if (!path || !in.at_end()) return std::nullopt;
  return std::move(*path);
}

CLI::Validator require_address(smtp::PathKind kind) {
  const std::string right = "give a mail address, such as alice@example.com";
  return require([kind](const std::string& text) { return parse_address(text, kind).has_value(); },
                 kind == smtp::PathKind::reverse ? right + ", or <>" : right);
}

void SendArguments::define(CLI::App& app) {
  app.add_option("--to", to_, "the server")->required()->type_name("ENDPOINT")->check(require_endpoint());
  app.add_option("--from", from_, "the sender, MAIL FROM; an empty one is <>")
      ->required()
      ->type_name("MAILBOX")
      ->check(require_address(smtp::PathKind::reverse));
  app.add_option("--rcpt", recipients_, "a recipient; may be repeated")
      ->required()
      ->type_name("MAILBOX")
      ->allow_extra_args(false)
      ->check(require_address(smtp::PathKind::forward));
  app.add_option("--helo", command_.helo, "our name in EHLO; default: this machine's")->type_name("NAME");
  app.add_flag_callback(
      "--lmtp", [this] { command_.protocol = smtp::Protocol::lmtp; },
      "speak LMTP instead of SMTP: the server answers for each recipient");
  const auto is_attribute = [](const std::string& text) {
    smtp::Xforward ignored;
    return add_attribute(text, ignored);
  };
  app.add_option("--xforward", xforward_,
                 "speak for another client, as a proxy does: ADDR=..., HELO=..., NAME=...")
      ->type_name("ATTRIBUTE=VALUE")
      ->allow_extra_args(false)
      ->check(
          require(is_attribute, "give NAME=value with NAME one of NAME ADDR PORT PROTO HELO IDENT SOURCE"));
  app.add_option("files", command_.files, "messages; line ends of LF become CRLF")
      ->required()
      ->check(CLI::ExistingFile);
  app.footer(
      "Ends with 0 when every message was accepted, by LMTP for every recipient, with 1 when not.\n\n"
      "Examples:\n"
      "  postern send --to 127.0.0.1:10025 --from a@example.com --rcpt b@example.org message.eml\n"
      "  postern send --to 127.0.0.1:10025 --from a@example.com --rcpt b@example.org \\\n"
      "      --xforward ADDR=192.0.2.1 --xforward HELO=mail.example.com message.eml");
}

SendCommand SendArguments::command() const {
  auto command = command_;
  command.to = *net::Endpoint::parse(to_);
  command.from = *parse_address(from_, smtp::PathKind::reverse);
  for (const auto& text : recipients_) {
    command.recipients.push_back(*parse_address(text, smtp::PathKind::forward));
  }
  command.has_xforward = !xforward_.empty();
  for (const auto& text : xforward_) add_attribute(text, command.xforward);
  if (command.helo.empty()) command.helo = own_hostname();
  return command;
}

}  // namespace postern
