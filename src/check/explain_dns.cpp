#include "check/explain.hpp"

namespace postern {

namespace {

/// Keys are long and say nothing to people; --json has them whole.
constexpr std::size_t longest_text = 120;

std::string shortened(const std::string& text) {
  return text.size() <= longest_text ? text : text.substr(0, longest_text) + "...";
}

std::string data_of(const dns::Answer& answer) {
  std::string text;
  const auto add = [&text](const std::string& item) { text += (text.empty() ? "" : ", ") + item; };
  for (const auto& address : answer.addresses) add(format(address));
  for (const auto& name : answer.names) add(name.text());
  for (const auto& [preference, exchange] : answer.exchanges) {
    add(std::to_string(preference) + " " + (exchange.is_root() ? "." : exchange.text()));
  }
  for (const auto& record : answer.texts) add("\"" + shortened(record) + "\"");
  return text;
}

std::string cost_of(const dns::Exchange& exchange) {
  if (exchange.answer->from_cache) return "from the cache";
  const auto milliseconds = exchange.time.count() / 1000;
  return milliseconds == 0 ? "below 1 ms" : std::to_string(milliseconds) + " ms";
}

}  // namespace

std::string describe(const dns::Exchange& exchange) {
  const auto& [question, answer, time] = exchange;
  auto text = std::string(dns::format(question.type)) + " " + question.name.text() + ": ";
  if (!answer) return text + "no answer in time";
  if (!answer->is_temporary_failure() && answer->owner != question.name)
    text += "alias of " + answer->owner.text() + ": ";
  return text +
         (answer->status == dns::Status::ok ? data_of(*answer) : std::string(dns::format(answer->status)));
}

void explain_dns(Story& story, const CheckedMessage& message) {
  story.section("DNS, in the order of the questions");
  for (const auto& exchange : message.dns) {
    story.line(describe(exchange) + (exchange.answer ? " (" + cost_of(exchange) + ")" : ""));
  }
  if (message.dns.empty()) story.line("nothing was asked");
}

}  // namespace postern
