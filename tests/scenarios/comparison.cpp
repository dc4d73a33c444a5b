#include "comparison.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "base/ascii.hpp"
#include "check/inspection.hpp"
#include "scenario_resolver.hpp"
#include "server/record.hpp"
#include "support/simulated_world.hpp"

namespace postern::test {

namespace {

using Json = nlohmann::json;

std::string text_of(const Json& line, const char* name) {
  return line.contains(name) ? line[name].get<std::string>() : "";
}

std::vector<std::string> texts_of(const Json& line, const char* name) {
  return line.contains(name) ? line[name].get<std::vector<std::string>>() : std::vector<std::string>();
}

/// The transactions whose message came to a decision.
std::vector<Json> judged(const std::string& log) {
  std::vector<Json> lines;
  for (const auto text : base::split(log, '\n')) {
    if (text.empty()) continue;
    auto line = Json::parse(text);
    if (line.contains("decision")) lines.push_back(std::move(line));
  }
  return lines;
}

std::optional<net::TlsFacts> tls_of(const Json& line) {
  const auto text = text_of(line, "tls");
  if (text.empty()) return std::nullopt;
  const auto blank = text.find(' ');
  return net::TlsFacts{.version = text.substr(0, blank), .cipher = text.substr(blank + 1), .bits = 256};
}

/// The word of ClientIdentity, which does not own it.
std::string_view source_of(const Json& line) {
  const auto source = text_of(line, "client-source");
  for (const std::string_view word : {"tcp", "proxy", "xclient", "xforward"}) {
    if (source == word) return word;
  }
  return "";
}

Arrival arrival_of(const Json& line, const TappedMessage& message) {
  Arrival arrival;
  arrival.client.address = base::IpAddress::parse(text_of(line, "client"));
  arrival.client.helo = text_of(line, "helo");
  arrival.client.source = source_of(line);
  arrival.client.login = text_of(line, "login");
  arrival.client.local = text_of(line, "not-checked").find("of its own machine") != std::string::npos;
  const auto sender = text_of(line, "from");
  arrival.sender = sender.substr(1, sender.size() - 2);
  arrival.recipients = texts_of(line, "to");
  arrival.utf8 = message.utf8;
  arrival.is_binary = message.is_binary;
  arrival.id = text_of(line, "id");
  return arrival;
}

/// What the log would have said, by its own words.
std::vector<std::string> summaries(const Inspection& inspection, const Gate& gate) {
  const auto decision = gate.config.policy.dry_run ? Decision{} : inspection.fates.front().decision;
  TransactionRecord record;
  record.results = results_of(inspection.verdict, decision, gate.config.authserv_id).results;
  for (const auto& [name, value] : describe(record, {})) {
    if (name == "results") return std::get<std::vector<std::string>>(value);
  }
  return {};
}

/// The texts that differ, one after the other, as in the log.
template <class TextOf>
std::string joined(const Inspection& inspection, TextOf text_of) {
  std::vector<std::string> texts;
  for (const auto& fate : inspection.fates) {
    auto text = text_of(fate.decision);
    if (!text.empty() && std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
  std::string line;
  for (const auto& text : texts) line += (line.empty() ? "" : " | ") + text;
  return line;
}

std::string rules_of(const Decision& decision) {
  std::string rules;
  for (const auto& rule : decision.tag_rules) rules += (rules.empty() ? "" : ", ") + rule;
  if (!decision.rule.empty()) rules += (rules.empty() ? "" : ", ") + decision.rule;
  return rules;
}

void expect_same(const char* what, const std::string& session, const std::string& inspection) {
  if (session == inspection) return;
  throw std::runtime_error(std::string("the ") + what + " of the session:\n  " + session +
                           "\nof the inspection:\n  " + inspection);
}

std::string lines_of(const std::vector<std::string>& texts) {
  std::string lines;
  for (const auto& text : texts) lines += text + "\n  ";
  return lines;
}

void compare(const Json& line, const TappedMessage& message, const Gate& gate, const dns::Zone& zone) {
  SimulatedWorld world;
  ScenarioResolver resolver(world, zone);
  const dmarc::PublicSuffixes suffixes;
  const CheckTools tools{.world = world, .resolver = resolver, .suffixes = suffixes, .keeps_walk = true};
  auto arrival = arrival_of(line, message);
  const auto tls = tls_of(line);
  arrival.tls = tls ? &*tls : nullptr;
  const auto inspection = world.run(inspect(message.octets, arrival, gate, tools));
  if (inspection.refusal)
    throw std::runtime_error("refused by the inspection only: " + one_line(*inspection.refusal));
  expect_same("results", lines_of(texts_of(line, "results")), lines_of(summaries(inspection, gate)));
  expect_same("list", text_of(line, "list-id"), inspection.verdict.list_id.value_or(""));
  expect_same("decision", text_of(line, "decision"),
              joined(inspection, [](const Decision& one) { return std::string(format(one.action)); }));
  expect_same("rule", text_of(line, "rule"), joined(inspection, rules_of));
  expect_same("reason", text_of(line, "reason"),
              joined(inspection, [](const Decision& one) { return one.reason; }));
}

}  // namespace

std::size_t compare_with_inspection(const std::vector<TappedMessage>& messages, const std::string& log,
                                    const Gate& gate, const dns::Zone& zone) {
  std::size_t compared = 0;
  auto next = messages.begin();
  for (const auto& line : judged(log)) {
    // Those between were refused before they were judged.
    const auto size = line.at("size").get<std::size_t>();
    next = std::find_if(next, messages.end(),
                        [size](const auto& message) { return message.octets.size() == size; });
    if (next == messages.end())
      throw std::runtime_error("a message of the log was not tapped: " + line.dump());
    compare(line, *next++, gate, zone);
    ++compared;
  }
  return compared;
}

}  // namespace postern::test
