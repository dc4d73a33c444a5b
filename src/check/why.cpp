#include "check/why.hpp"

#include "check/report.hpp"

namespace postern {

namespace {

std::string results_of(const arc::SetReport& set) {
  std::string text;
  for (const auto& result : set.results->results) {
    if (result.method == "dmarc" || result.method == "spf" || result.method == "dkim")
      text += (text.empty() ? "" : ", ") + result.method + "=" + result.result;
  }
  return text;
}

void tell_arc(const CheckedMessage& message, Sentences& sentences) {
  const auto& arc = *message.verdict().arc;
  if (arc.result == arc::Result::fail) {
    sentences.emplace_back("The ARC chain fails, so what forwarders found counts nothing: " + arc.reason +
                           ".");
  }
  if (arc.result != arc::Result::pass) return;
  const auto& newest = arc.sets.back();
  const auto& trusted = message.verdict().arc_trusted;
  if (trusted) {
    sentences.emplace_back("The ARC chain passes, and its sealer " + trusted->sealer + " is trusted.");
  } else {
    sentences.emplace_back(
        "The ARC chain passes, but its newest sealer, " + newest.seal_domain +
        ", is not among those who are trusted (trusted-sealer), so what it says counts nothing.");
  }
  const auto& oldest = arc.sets.front();
  if (oldest.results) {
    sentences.emplace_back(oldest.seal_domain + " says that it had found " + results_of(oldest) +
                           ", before it sent the message on.");
  }
}

void tell_decision(const CheckedMessage& message, Sentences& sentences) {
  for (const auto& fate : message.inspection.fates) {
    const auto& decision = fate.decision;
    if (decision.rule.empty()) {
      sentences.emplace_back("No rule of the policy says anything else, so the message is accepted.");
    } else {
      sentences.emplace_back("The decision is " + std::string(format(decision.action)) + ", by the rule " +
                             decision.rule + ".");
    }
    if (message.inspection.fates.size() > 1)
      sentences.back().insert(0, "For <" + fate.recipients.front() + "> and others: ");
  }
}

}  // namespace

std::vector<std::string> why(const CheckedMessage& message) {
  if (message.inspection.refusal) {
    return {"The message is refused before any check, whatever it says: such a message cannot be relayed."};
  }
  Sentences sentences;
  const auto& not_checked = message.inspection.not_checked;
  if (!not_checked.empty()) sentences.push_back("The sender was not checked: " + not_checked + ".");
  if (message.verdict().dmarc) tell_dmarc(message, sentences);
  const auto unknown = why_dmarc_is_unknown(message.facts, message.inspection);
  if (!unknown.empty()) sentences.push_back(unknown + ".");
  if (message.verdict().arc) tell_arc(message, sentences);
  tell_decision(message, sentences);
  return sentences;
}

}  // namespace postern
