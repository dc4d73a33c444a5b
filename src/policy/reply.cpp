#include "policy/reply.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "policy/names.hpp"

// A reply says three things: that the message is refused and what failed, what each method said, so that the
// sender's postmaster need not ask ours, and where to read more. The conditions of the rule that hold say
// what failed. Whatever comes from the message goes through printable_ascii().

namespace postern {

namespace {

constexpr std::size_t line_width = 72;  // of text, behind the codes: replies end up in bounces
constexpr std::size_t most_signatures = 3;

bool asks(const std::vector<Evidence>& evidence, std::string_view key) {
  return std::ranges::any_of(
      evidence, [key](const Evidence& one) { return one.key->name == key && one.fact.value != "pass"; });
}

bool asks_dmarc(const std::vector<Evidence>& evidence) {
  return asks(evidence, "dmarc") || asks(evidence, "dmarc-policy") || asks(evidence, "dmarc-alignment");
}

bool is_spf_error(const std::vector<Evidence>& evidence) {
  return std::ranges::any_of(evidence, [](const Evidence& one) {
    const bool is_spf = one.key->name == "spf" || one.key->name == "spf-helo";
    return is_spf && (one.fact.value == "temperror" || one.fact.value == "permerror");
  });
}

// RFC 7372 §3.
int detail_of(const std::vector<Evidence>& evidence) {
  if (asks_dmarc(evidence)) return 26;
  std::vector<int> details;
  if (asks(evidence, "dkim")) details.push_back(20);
  if (asks(evidence, "spf") || asks(evidence, "spf-helo"))
    details.push_back(is_spf_error(evidence) ? 24 : 23);
  if (asks(evidence, "iprev")) details.push_back(25);
  if (details.empty()) return 1;
  return details.size() == 1 ? details.front() : 26;
}

std::string author_of(const Verdict& verdict) {
  if (verdict.dmarc && !verdict.dmarc->author_domain.empty()) return verdict.dmarc->author_domain;
  return verdict.authors.empty() ? "" : verdict.authors.front();
}

std::string spf_words(const Verdict& verdict) {
  if (!verdict.mail_from) return "SPF was not checked";
  const auto& outcome = verdict.mail_from->outcome;
  return "SPF " + std::string(spf::format(outcome.result)) + " for " + printable_domain(outcome.domain);
}

std::string dkim_words(const Verdict& verdict) {
  if (!verdict.dkim) return "DKIM was not checked";
  if (verdict.dkim->empty()) return "no DKIM signature";
  std::string text = "DKIM";
  const auto count = std::min(most_signatures, verdict.dkim->size());
  for (std::size_t index = 0; index < count; ++index) {
    const auto& signature = (*verdict.dkim)[index];
    text += (index == 0 ? " " : ", ") + std::string(dkim::format(signature.result)) + " for " +
            printable_domain(signature.domain);
  }
  return count < verdict.dkim->size() ? text + " and more" : text;
}

std::string dmarc_words(const Verdict& verdict) {
  if (!verdict.dmarc) return "DMARC was not checked";
  const auto& outcome = *verdict.dmarc;
  auto text =
      "DMARC " + std::string(dmarc::format(outcome.result)) + " for " + printable_domain(author_of(verdict));
  if (outcome.result == dmarc::Result::fail) {
    text += ", whose policy is " + std::string(dmarc::format(outcome.policy));
  }
  return text;
}

/// Words go into lines of line_width, longer ones have a line of their own; what is too long for a reply is
/// cut off.
std::vector<std::string> wrap(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto word : base::split(text.substr(0, max_reply_octets), ' ')) {
    if (word.empty()) continue;
    if (!lines.empty() && lines.back().size() + 1 + word.size() <= line_width) {
      lines.back() += ' ';
      lines.back() += word;
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

std::string usual_text(RuleAction action, const MessageView& message, const std::vector<Evidence>& evidence,
                       const TemplateValues& values) {
  const bool is_final = action == RuleAction::reject;
  std::string text = is_final ? "This message is refused: " : "This message cannot be taken now: ";
  text += values.find("reason")->second + ".";
  if (asks_dmarc(evidence)) {
    text += " " + spf_words(message.verdict) + "; " + dkim_words(message.verdict) + ".";
  }
  if (!is_final) text += " Try again later.";
  const auto& link = values.find("link")->second;
  // The link of the default explains DMARC; one that the administrator chose explains whatever he does.
  const bool explains = asks_dmarc(evidence) || link != PolicyConfig().link;
  return link.empty() || !explains ? text : text + " See " + link;
}

/// What is ours alone explains nothing to who hears the reason.
bool is_circumstance(const Evidence& evidence) {
  const auto& key = evidence.key->name;
  return key == "trust" || key == "listener" || key == "recipient-domain" || key == "tls";
}

}  // namespace

TemplateValues template_values(const MessageView& message, const std::string& link) {
  const auto& circumstances = message.circumstances;
  const auto sender = sender_domain(circumstances);
  const auto helo = printable_ascii(circumstances.helo);
  return {{"author-domain", printable_domain(author_of(message.verdict))},
          {"sender-domain", circumstances.sender.empty() ? "<>" : printable_domain(sender.value_or(""))},
          {"helo", helo.empty() ? "unknown" : helo},
          {"client", circumstances.client ? base::format(*circumstances.client) : "unknown"},
          {"recipient-domain", printable_domain(message.recipient_domain)},
          {"id", printable_ascii(circumstances.id)},
          {"link", link}};
}

std::string in_words(const Evidence& evidence, const MessageView& message) {
  const auto& [value, weight, detail] = evidence.fact;
  const auto& key = evidence.key->name;
  if (key == "dmarc") return dmarc_words(message.verdict);
  if (value != "true" || detail.empty()) return key + "=" + printable_ascii(value);
  const auto shown = printable_ascii(detail);
  if (key == "arc-trusted") return "ARC sealed by " + shown;
  if (key == "allowed" || key == "denied") return key + " by " + shown;
  return key + " " + shown;
}

std::string reason_of(const MessageView& message, const std::vector<Evidence>& evidence) {
  const bool names_dmarc =
      std::ranges::any_of(evidence, [](const Evidence& one) { return one.key->name == "dmarc"; });
  std::string text;
  for (const auto& one : evidence) {
    const bool is_said = names_dmarc && one.key->name == "dmarc-policy";
    const bool is_absent_exception = one.key->excepts && one.fact.value == "false";
    if (is_said || is_absent_exception || is_circumstance(one)) continue;
    text += (text.empty() ? "" : "; ") + in_words(one, message);
  }
  return text.empty() ? "local policy" : text;
}

smtp::Reply reply_of(const Rule& rule, const MessageView& message, const std::vector<Evidence>& evidence,
                     const TemplateValues& values) {
  const bool is_final = rule.action() == RuleAction::reject;
  const auto& own = rule.reply();
  const auto usual =
      smtp::EnhancedStatus{.category = is_final ? 5 : 4, .subject = 7, .detail = detail_of(evidence)};
  const auto status = smtp::format(own.status.value_or(usual));
  smtp::Reply reply{.code = own.code.value_or(is_final ? 550 : 451), .lines = {}};
  auto lines = wrap(own.text.fill(values));
  // A template of which blanks are left says nothing, nor does none at all.
  if (lines.empty()) lines = wrap(usual_text(rule.action(), message, evidence, values));
  for (const auto& line : lines) reply.lines.push_back(status + " " + line);
  return reply;
}

}  // namespace postern
