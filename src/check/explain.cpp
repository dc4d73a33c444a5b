#include "check/explain.hpp"

#include "base/ascii.hpp"
#include "check/report.hpp"
#include "check/why.hpp"
#include "iprev/iprev.hpp"
#include "upstream/envelope.hpp"

namespace postern {

namespace {

std::string field_text(const mail::HeaderBlock& header, std::string_view name) {
  const auto id = header.find(name);
  if (!id) return "none";
  const auto body = mail::unfold(header.at(*id).body());
  return std::string(base::trim(body));
}

void explain_message(Story& story, const CheckedMessage& message) {
  const auto& inspection = message.inspection;
  story.section("Message");
  story.line(message.name + ", " + std::to_string(inspection.octets) + " octets");
  if (message.had_lf) story.line("its lines end in LF, and were read as if they ended in CRLF");
  for (const auto* name : {"From", "Subject", "Message-ID"}) {
    story.line(std::string(name) + ": " + field_text(inspection.header, name));
  }
  if (inspection.verdict.list_id)
    story.line("it says that it comes from the mailing list " + *inspection.verdict.list_id);
}

void explain_others(Story& story, const CheckedMessage& message) {
  const auto& others = message.verdict().others;
  if (others.empty()) return;
  story.section("Other checks");
  for (const auto& result : others) {
    story.line(result.method + ": " + result.result + (result.reason.empty() ? "" : ", " + result.reason));
  }
}

}  // namespace

void explain(Story& story, const CheckedMessage& message, bool verbose) {
  explain_message(story, message);
  explain_client(story, message);
  if (!message.inspection.refusal) {
    explain_dns(story, message);
    explain_spf(story, message);
    explain_dkim(story, message, verbose);
    explain_dmarc(story, message);
    explain_arc(story, message);
    explain_others(story, message);
  }
  explain_policy(story, message);
  story.section("Why");
  for (const auto& sentence : why(message)) story.paragraph(sentence);
}

void explain_client(Story& story, const CheckedMessage& message) {
  const auto& arrival = message.facts.arrival;
  story.section("Client");
  const auto& address = arrival.client.address;
  story.line("address: " + (address ? format(*address) : "not known (--ip)"));
  story.line("HELO: " + arrival.client.helo.value_or("not known (--helo)"));
  story.line("sender: " +
             (message.facts.is_sender_known ? "<" + arrival.sender + ">" : "not known (--mail-from)"));
  if (!arrival.client.login.empty()) story.line("authenticated as " + arrival.client.login);
  story.line("standing: " + std::string(format(message.inspection.standing)));
  if (!message.inspection.not_checked.empty())
    story.line("the sender is not checked: " + message.inspection.not_checked);
  if (const auto& iprev = message.verdict().iprev) {
    story.line(
        "iprev: " + std::string(iprev::format(iprev->result)) +
        (iprev->result == iprev::Result::pass ? ", its name is " + iprev->name : ", " + iprev->reason));
  }
  const auto hint = address ? "" : received_hint(message.inspection.header);
  if (!hint.empty()) {
    story.line("the topmost Received says: " + hint);
    story.line("if your own server wrote it, and it stands at your border, these are the facts", 1);
  }
}

void explain_policy(Story& story, const CheckedMessage& message) {
  story.section("Policy");
  if (const auto& refusal = message.inspection.refusal) {
    story.bad("refused before any check: " + one_line(*refusal));
    return;
  }
  for (const auto& fate : message.inspection.fates) {
    std::string recipients;
    for (const auto& recipient : fate.recipients) recipients += "<" + recipient + "> ";
    story.line(recipients + describe(fate.decision));
    for (const auto& rule : fate.decision.tag_rules) story.line("tagged by " + rule, 1);
    if (const auto& reason = fate.decision.override_reason) {
      story.line("otherwise than DMARC asks: " + std::string(format(reason->reason)) +
                     (reason->comment.empty() ? "" : ", " + reason->comment),
                 1);
    }
  }
}

}  // namespace postern
