#include "check/facts.hpp"

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/message_splitter.hpp"
#include "smtp/path.hpp"

namespace postern {

namespace {

/// Of what RFC 5321 §4.4 lets a delivering server write on top: the reverse-path of the last hop.
std::optional<std::string> return_path(const std::string& message) {
  mail::MessageSplitter splitter;
  splitter.feed(message);
  splitter.finish();
  for (;;) {
    const auto event = splitter.next();
    const auto* field = std::get_if<mail::MessageSplitter::Field>(&event);
    if (!field) return std::nullopt;
    if (!field->field.is("Return-Path")) continue;
    const auto body = mail::unfold(field->field.body());
    base::ScannerView in(base::trim(body));
    const auto path = smtp::take_path(in, smtp::PathKind::reverse);
    return path ? std::optional(smtp::format_mailbox(*path)) : std::nullopt;
  }
}

void find_sender(const CheckCommand& command, const StoredMessage& message, CheckFacts& facts) {
  auto& sender = facts.arrival.sender;
  facts.is_sender_known = true;
  if (command.sender) {
    sender = smtp::format_mailbox(*command.sender);
  } else if (const auto path = return_path(message.octets)) {
    sender = *path;
    facts.remarks.push_back("the sender is <" + sender + ">, by Return-Path; override with --mail-from");
  } else if (message.envelope_sender) {
    sender = *message.envelope_sender;
    facts.remarks.push_back("the sender is <" + sender + ">, by the mbox; override with --mail-from");
  } else {
    facts.is_sender_known = false;
    facts.notes.emplace_back("SPF is not evaluated: the sender is not known (--mail-from)");
  }
}

bool needs_utf8(const CheckCommand& command) {
  bool needs = command.sender && needs_smtputf8(*command.sender);
  for (const auto& recipient : command.recipients) needs = needs || needs_smtputf8(recipient);
  return needs;
}

std::string_view take_token(base::ScannerView& in) {
  in.take_while(base::is_space);
  return in.take_while([](char c) { return base::is_graphic(c) && c != '(' && c != ';'; });
}

/// The first address in brackets.
std::optional<base::IpAddress> bracketed_address(std::string_view text) {
  for (auto open = text.find('['); open != text.npos; open = text.find('[', open + 1)) {
    auto inside = text.substr(open + 1, text.find(']', open) - open - 1);
    if (base::istarts_with(inside, "IPv6:")) inside.remove_prefix(5);
    if (const auto address = base::IpAddress::parse(inside)) return address;
  }
  return std::nullopt;
}

}  // namespace

CheckFacts facts_of(const CheckCommand& command, const StoredMessage& message) {
  CheckFacts facts;
  auto& arrival = facts.arrival;
  arrival.client.address = command.client;
  if (!command.helo.empty()) arrival.client.helo = command.helo;
  arrival.client.login = command.login;
  arrival.client.source = "tcp";
  for (const auto& recipient : command.recipients)
    arrival.recipients.push_back(smtp::format_mailbox(recipient));
  arrival.tls = command.tls ? &*command.tls : nullptr;
  arrival.utf8 = needs_utf8(command);
  arrival.id = "check";
  if (!command.client)
    facts.notes.emplace_back("iprev and SPF are not evaluated: the client is not known (--ip)");
  find_sender(command, message, facts);
  const bool has_helo = arrival.client.helo.has_value();
  arrival.is_spf_identity_known = facts.is_sender_known && (has_helo || !arrival.sender.empty());
  return facts;
}

std::string why_dmarc_is_unknown(const CheckFacts& facts, const Inspection& inspection) {
  if (inspection.is_dmarc_known) return "";
  const auto& client = facts.arrival.client;
  const auto& sender = facts.arrival.sender;
  const bool needs_helo = facts.is_sender_known && sender.empty() && !client.helo;
  std::string missing = client.address ? "" : " --ip";
  if (!facts.is_sender_known) missing += " --mail-from";
  if (needs_helo) missing += " --helo";
  const auto domain = sender.substr(sender.rfind('@') + 1);
  return "DMARC is not known: SPF for " + (domain.empty() ? "the sender" : domain) + " may pass; give" +
         missing;
}

std::string received_hint(const mail::HeaderBlock& header) {
  const auto received = header.find("Received");
  if (!received) return "";
  const auto text = mail::unfold(header.at(*received).body());
  base::ScannerView in(text);
  if (!base::iequals(take_token(in), "from")) return "";
  const std::string helo(take_token(in));
  // What is in brackets as HELO is what the client says, behind it stands what the server saw.
  const auto seen = in.rest().substr(0, in.rest().find(" by "));
  const auto by_server = bracketed_address(seen);
  const auto address = by_server ? by_server : bracketed_address(helo);
  if (!address) return "";
  return "--ip " + format(*address) + (helo.starts_with('[') ? "" : " --helo " + helo);
}

}  // namespace postern
