#include "server/record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"

namespace postern {

namespace {

/// "spf=pass smtp.mailfrom=a@example.com": the result and what it is about, without prose.
std::string summary(const mail::MethodResult& result) {
  std::string text = result.method + "=" + result.result;
  for (const auto& property : result.properties) {
    text += ' ' + property.type + '.' + property.name + '=' + property.value;
  }
  if (!result.reason.empty()) text += " (" + result.reason + ")";
  return text;
}

std::uint64_t milliseconds(net::TimePoint from, net::TimePoint to) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(to - from).count()));
}

bool is_empty(const LogValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->empty();
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return list->empty();
  return false;
}

std::string quote(std::string_view text) {
  const bool plain = std::ranges::all_of(
      text, [](char c) { return base::is_graphic(c) && c != '"' && c != '=' && c != '\\'; });
  if (plain && !text.empty()) return std::string(text);
  std::string result = "\"";
  for (const char c : base::escape_controls(text)) {
    if (c == '"') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string text_of(const LogValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return quote(*text);
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return std::to_string(*number);
  std::string joined;
  for (const auto& item : std::get<std::vector<std::string>>(value)) {
    if (!joined.empty()) joined += ", ";
    joined += item;
  }
  return quote(joined);
}

}  // namespace

Ending ending_of(const std::vector<smtp::Reply>& answers) {
  const auto positive = std::ranges::count_if(answers, &smtp::Reply::is_positive);
  if (positive == std::ssize(answers)) return Ending::delivered;
  if (positive > 0) return Ending::delivered_in_part;
  return std::ranges::all_of(answers, &smtp::Reply::is_permanent) ? Ending::refused : Ending::deferred;
}

std::string_view to_string(Ending ending) {
  using enum Ending;
  switch (ending) {
    case delivered:
      return "delivered";
    case delivered_in_part:
      return "delivered-in-part";
    case refused:
      return "refused";
    case deferred:
      return "deferred";
    case reset:
      return "reset";
    case client_gone:
      return "client-gone";
    case failed:
      return "failed";
  }
  return "?";
}

std::string join_distinct(const std::vector<std::string>& texts) {
  std::vector<std::string> seen;
  std::string line;
  for (const auto& text : texts) {
    if (text.empty() || std::ranges::find(seen, text) != seen.end()) continue;
    seen.push_back(text);
    line += (line.empty() ? "" : " | ") + text;
  }
  return line;
}

LogFields describe(const TransactionRecord& record, net::TimePoint now) {
  std::vector<std::string> results;
  for (const auto& result : record.results) results.push_back(summary(result));
  LogFields fields{
      {"id", record.id},
      {"ident", record.ident},
      {"ending", std::string(to_string(record.ending))},
      {"peer", record.peer},
      {"client", record.client},
      {"client-source", record.client_source},
      {"trust", record.trust},
      {"login", record.login},
      {"tls", record.tls},
      {"helo", record.helo},
      {"from", "<" + record.sender + ">"},
      {"to", record.recipients},
      {"size", record.octets},
      {"message-id", record.message_id},
      {"results", std::move(results)},
      {"list-id", record.list_id},
      {"dmarc-difference", record.dmarc_difference},
      {"decision", record.decision},
      {"rule", record.rule},
      {"reason", record.reason},
      {"dry-run", record.dry_run ? "true" : ""},
      {"not-checked", record.not_checked},
      {"sanitised", record.sanitised},
      {"trouble", record.trouble},
      {"upstream", record.upstream},
      {"upstream-reply", record.upstream_reply},
      {"reply", record.reply},
      {"dns-questions", std::uint64_t{record.dns_questions}},
      {"dns-from-cache", std::uint64_t{record.dns_from_cache}},
      {"ms", milliseconds(record.began, now)},
  };
  if (record.recipients_refused > 0)
    fields.emplace_back("to-refused", std::uint64_t{record.recipients_refused});
  if (record.received) fields.emplace_back("ms-after-dot", milliseconds(*record.received, now));
  if (record.received && record.judged) {
    fields.emplace_back("ms-checks", milliseconds(*record.received, *record.judged));
  }
  std::erase_if(fields, [](const auto& field) { return is_empty(field.second); });
  return fields;
}

std::string format_text(const LogFields& fields) {
  std::string line;
  for (const auto& [name, value] : fields) {
    if (!line.empty()) line += ' ';
    line += name + '=' + text_of(value);
  }
  return line;
}

std::string format_json(const LogFields& fields) {
  nlohmann::ordered_json object;
  for (const auto& [name, value] : fields) {
    std::visit([&object, &key = name](const auto& plain) { object[key] = plain; }, value);
  }
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace postern
