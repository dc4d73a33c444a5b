#include "check/report.hpp"

#include <algorithm>
#include <map>
#include <ostream>

#include "base/ascii.hpp"
#include "mail/message_splitter.hpp"
#include "upstream/envelope.hpp"

namespace postern {

namespace {

std::map<mail::FieldId, std::string_view> by_id(const mail::HeaderBlock& header) {
  std::map<mail::FieldId, std::string_view> fields;
  for (const auto& entry : header) fields.emplace(entry.id, entry.field.raw());
  return fields;
}

/// Raw fields one after the other, cut apart.
std::vector<std::string> split_fields(std::string_view text) {
  std::vector<std::string> fields;
  mail::MessageSplitter splitter;
  splitter.feed(text);
  splitter.finish();
  for (;;) {
    auto event = splitter.next();
    const auto* field = std::get_if<mail::MessageSplitter::Field>(&event);
    if (!field) return fields;
    fields.emplace_back(field->field.raw());
  }
}

/// A raw field for a screen: its own lines, and nothing that a terminal would obey.
void print_field(std::ostream& out, std::string_view raw) {
  for (auto line : base::split(raw, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    std::string text(line);
    std::ranges::replace(text, '\t', ' ');
    out << base::escape_controls(text) << '\n';
  }
}

void print_fields(std::ostream& out, std::string_view title, const std::vector<std::string>& fields,
                  std::string_view style, const Styles& styles) {
  if (fields.empty()) return;
  out << style << title << styles.reset << '\n';
  for (const auto& field : fields) print_field(out, field);
}

std::string recipients_of(const Fate& fate) {
  std::string text;
  for (const auto& recipient : fate.recipients) text += (text.empty() ? "<" : ", <") + recipient + ">";
  return text;
}

std::string_view style_of(Action action, const Styles& styles) {
  using enum Action;
  switch (action) {
    case accept:
      return styles.green;
    case quarantine:
    case defer:
      return styles.yellow;
    case reject:
      return styles.red;
  }
  return "";
}

void print_decision(std::ostream& out, std::string_view recipients, Action action, std::string_view text,
                    const Styles& styles) {
  out << styles.bold << "decision" << styles.reset;
  if (!recipients.empty()) out << " for " << base::escape_controls(recipients);
  out << ": " << style_of(action, styles) << base::escape_controls(text) << styles.reset << '\n';
}

void print_fate(std::ostream& out, const Inspection& inspection, const Fate& fate, const Styles& styles) {
  print_fields(out, "Added:", added_fields(inspection.header, fate.stamped), styles.green, styles);
  print_fields(out, "Removed:", removed_fields(inspection.header, fate.stamped), styles.red, styles);
  print_decision(out, inspection.fates.size() > 1 ? recipients_of(fate) : "", fate.decision.action,
                 describe(fate.decision), styles);
}

}  // namespace

std::string describe(const Decision& decision) {
  std::string text(format(decision.action));
  if (decision.reply) {
    text += " (" + one_line(*decision.reply) + ")";
  } else if (!decision.reason.empty()) {
    text += " (" + decision.reason + ")";
  }
  if (!decision.rule.empty()) text += " by " + decision.rule;
  if (!decision.upstream.empty()) text += ", to the upstream " + decision.upstream;
  return text;
}

void report(std::ostream& out, const Inspection& inspection, const CheckFacts& facts, const Styles& styles) {
  for (const auto& notes : {facts.remarks, facts.notes}) {
    for (const auto& note : notes) {
      out << styles.dim << "note: " << base::escape_controls(note) << styles.reset << '\n';
    }
  }
  if (inspection.refusal) {
    const auto action = worst_action(inspection);
    print_decision(out, "", action,
                   std::string(format(action)) + " (" + one_line(*inspection.refusal) + ") before any check",
                   styles);
    return;
  }
  for (const auto& fate : inspection.fates) print_fate(out, inspection, fate, styles);
}

std::string short_name(const mail::MethodResult& result) {
  const bool is_helo = std::ranges::any_of(
      result.properties, [](const mail::Property& one) { return one.type == "smtp" && one.name == "helo"; });
  return result.method == "spf" && is_helo ? "spf-helo" : result.method;
}

void report_in_a_line(std::ostream& out, std::string_view name, const Inspection& inspection,
                      const Styles& styles) {
  const auto action = worst_action(inspection);
  out << base::escape_controls(name) << ": " << style_of(action, styles) << format(action) << styles.reset;
  const auto decides = [action](const Fate& fate) { return fate.decision.action == action; };
  const auto fate = std::ranges::find_if(inspection.fates, decides);
  const bool has_rule = fate != inspection.fates.end() && !fate->decision.rule.empty();
  if (has_rule) out << " by " << base::escape_controls(fate->decision.rule);
  auto separator = "; ";
  for (const auto& result : inspection.fates.front().stamped.results) {
    out << separator << base::escape_controls(short_name(result) + "=" + result.result);
    separator = ", ";
  }
  if (inspection.refusal) out << " (" << base::escape_controls(one_line(*inspection.refusal)) << ")";
  out << '\n';
}

std::vector<std::string> removed_fields(const mail::HeaderBlock& before, const Stamped& stamped) {
  const auto after = by_id(stamped.header);
  std::vector<std::string> removed;
  for (const auto& entry : before) {
    const auto same = after.find(entry.id);
    if (same == after.end() || same->second != entry.field.raw()) removed.emplace_back(entry.field.raw());
  }
  return removed;
}

std::vector<std::string> added_fields(const mail::HeaderBlock& before, const Stamped& stamped) {
  const auto known = by_id(before);
  auto added = split_fields(stamped.seal);
  for (const auto& entry : stamped.header) {
    const auto same = known.find(entry.id);
    if (same == known.end() || same->second != entry.field.raw()) added.emplace_back(entry.field.raw());
  }
  return added;
}

}  // namespace postern
