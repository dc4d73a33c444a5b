#include "check/json.hpp"

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "check/report.hpp"
#include "check/why.hpp"
#include "upstream/envelope.hpp"

// Every member is always there, null where there is nothing to say, so that a reader need not ask. What is
// not ASCII is written as \u, since a terminal may be the reader.

namespace postern {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

template <class Items, class Make>
Json array_of(const Items& items, Make make) {
  auto array = Json::array();
  for (const auto& item : items) array.push_back(make(item));
  return array;
}

Json json_of_facts(const CheckFacts& facts) {
  auto notes = facts.remarks;
  notes.insert(notes.end(), facts.notes.begin(), facts.notes.end());
  const auto& arrival = facts.arrival;
  const auto& client = arrival.client;
  return {{"client", client.address ? Json(format(*client.address)) : Json(nullptr)},
          {"helo", client.helo ? Json(*client.helo) : Json(nullptr)},
          {"sender", facts.is_sender_known ? Json(arrival.sender) : Json(nullptr)},
          {"recipients", arrival.recipients},
          {"login", text_or_null(client.login)},
          {"tls", arrival.tls ? Json(arrival.tls->version + " " + arrival.tls->cipher) : Json(nullptr)},
          {"notes", notes}};
}

Json json_of(const mail::Property& property) {
  return {{"type", property.type},
          {"name", property.name},
          {"value", property.value},
          {"comment", text_or_null(property.comment)}};
}

Json json_of(const mail::MethodResult& result) {
  return {{"method", result.method},
          {"result", result.result},
          {"reason", text_or_null(result.reason)},
          {"comment", text_or_null(result.comment)},
          {"properties", array_of(result.properties, [](const auto& each) { return json_of(each); })}};
}

Json json_of(const Decision& decision) {
  const auto& reason = decision.override_reason;
  return {{"action", format(decision.action)},
          {"rule", text_or_null(decision.rule)},
          {"reason", text_or_null(decision.reason)},
          {"reply", decision.reply ? Json(one_line(*decision.reply)) : Json(nullptr)},
          {"override",
           reason ? Json{{"reason", format(reason->reason)}, {"comment", text_or_null(reason->comment)}}
                  : Json(nullptr)},
          {"tag-rules", decision.tag_rules},
          {"upstream", text_or_null(decision.upstream)}};
}

Json json_of(const Fate& fate, const mail::HeaderBlock& before) {
  return {{"recipients", fate.recipients},
          {"decision", json_of(fate.decision)},
          {"added", added_fields(before, fate.stamped)},
          {"removed", removed_fields(before, fate.stamped)}};
}

std::vector<std::string> records_of(const dns::Answer& answer) {
  auto records = answer.texts;
  for (const auto& address : answer.addresses) records.push_back(format(address));
  for (const auto& name : answer.names) records.push_back(name.text());
  for (const auto& [preference, exchange] : answer.exchanges) {
    records.push_back(std::to_string(preference) + " " + exchange.text() + ".");
  }
  return records;
}

Json json_of(const dns::Exchange& exchange) {
  const auto& [question, answer, time] = exchange;
  return {{"name", question.name.text()},
          {"type", dns::format(question.type)},
          {"status", answer ? dns::format(answer->status) : "unanswered"},
          {"owner", answer ? Json(answer->owner.text()) : Json(nullptr)},
          {"records", answer ? records_of(*answer) : std::vector<std::string>()},
          {"from-cache", answer && answer->from_cache},
          {"ms", static_cast<double>(time.count()) / 1000}};
}

Json json_of(const Verdict& verdict) {
  if (!verdict.iprev) return nullptr;
  return {{"result", iprev::format(verdict.iprev->result)},
          {"name", text_or_null(verdict.iprev->name)},
          {"reason", text_or_null(verdict.iprev->reason)}};
}

std::string field_text(const mail::HeaderBlock& header, std::string_view name) {
  const auto id = header.find(name);
  if (!id) return "";
  const auto body = mail::unfold(header.at(*id).body());
  return std::string(base::trim(body));
}

}  // namespace

std::string format_json(const CheckedMessage& message) {
  const auto& inspection = message.inspection;
  const auto& verdict = inspection.verdict;
  const auto& refusal = inspection.refusal;
  const Json object{{"version", 1},
                    {"name", message.name},
                    {"octets", inspection.octets},
                    {"from", text_or_null(field_text(inspection.header, "From"))},
                    {"message-id", text_or_null(field_text(inspection.header, "Message-ID"))},
                    {"facts", json_of_facts(message.facts)},
                    {"standing", format(inspection.standing)},
                    {"not-checked", text_or_null(inspection.not_checked)},
                    {"refusal", refusal ? Json(one_line(*refusal)) : Json(nullptr)},
                    {"action", format(worst_action(inspection))},
                    {"fates", array_of(inspection.fates,
                                       [&](const auto& fate) { return json_of(fate, inspection.header); })},
                    {"results", array_of(inspection.fates.front().stamped.results,
                                         [](const auto& result) { return json_of(result); })},
                    {"iprev", json_of(verdict)},
                    {"spf", json_of_spf(verdict)},
                    {"dkim", verdict.dkim ? json_of_dkim(message.signatures) : Json(nullptr)},
                    {"dmarc", verdict.dmarc ? json_of_dmarc(*verdict.dmarc) : Json(nullptr)},
                    {"arc", verdict.arc ? json_of_arc(verdict) : Json(nullptr)},
                    {"list-id", verdict.list_id ? Json(*verdict.list_id) : Json(nullptr)},
                    {"dns", array_of(message.dns, [](const auto& exchange) { return json_of(exchange); })},
                    {"why", why(message)}};
  return object.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace postern
