#include <chrono>

#include "look/look.hpp"

namespace postern {

namespace {

std::size_t count_records(const dns::Answer& answer) {
  return answer.addresses.size() + answer.names.size() + answer.exchanges.size() + answer.texts.size();
}

std::string name_or_root(const dns::Name& name) {
  return name.is_root() ? "." : name.text();
}

void add_records(const dns::Answer& answer, LookReport::Section& section) {
  for (const auto& address : answer.addresses) section.lines.push_back(base::format(address));
  for (const auto& name : answer.names) section.lines.push_back(name_or_root(name));
  for (const auto& mx : answer.exchanges) {
    section.lines.push_back(std::to_string(mx.preference) + " " + name_or_root(mx.exchange));
  }
  for (const auto& text : answer.texts) section.lines.push_back("\"" + text + "\"");
}

}  // namespace

std::string describe(const dns::Question& question, const dns::Answer& answer) {
  auto text = name_or_root(question.name) + " " + std::string(dns::format(question.type)) + ": ";
  if (answer.status == dns::Status::ok) {
    const auto count = count_records(answer);
    text += std::to_string(count) + (count == 1 ? " record" : " records");
  } else {
    text += dns::format(answer.status);
  }
  if (answer.is_temporary_failure()) return text;
  text += ", " + std::to_string(answer.ttl.count()) + " s to live";
  const bool is_alias = !answer.owner.is_root() && answer.owner != question.name;
  if (is_alias) text += ", at " + answer.owner.text();
  if (answer.authenticated) text += ", validated (AD)";
  return text;
}

asio::awaitable<LookReport> look_at(DnsLook look, LookTools tools) {
  LookReport report;
  report.praise = "";
  const auto begin = tools.world.now();
  const auto answer = co_await tools.resolver.resolve(look.question);
  const auto time = std::chrono::ceil<std::chrono::milliseconds>(tools.world.now() - begin);
  auto& section =
      report.section(describe(look.question, answer) + " (" + std::to_string(time.count()) + " ms)");
  add_records(answer, section);
  report.has_trouble = answer.is_temporary_failure();
  if (answer.status == dns::Status::nx_domain) {
    report.remark({base::warning("the name does not exist", "")}, "", "");
  } else if (answer.status == dns::Status::no_data) {
    report.remark({base::warning("the name exists, without records of this type", "")}, "", "");
  }
  co_return report;
}

}  // namespace postern
