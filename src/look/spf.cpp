#include <algorithm>
#include <iterator>

#include "look/look.hpp"
#include "spf/evaluate.hpp"
#include "spf/lint.hpp"
#include "spf/record.hpp"
#include "spf/survey.hpp"

// First the record and what stands in it, then all that it may come to ask, and with a client the evaluation
// itself, as a session would make it.

namespace postern {

namespace {

std::string of_limit(int count, int limit, std::string_view what) {
  return std::to_string(count) + " of " + std::to_string(limit) + " " + std::string(what);
}

std::string costs(int lookups, int void_lookups) {
  const spf::Limits limits;
  return of_limit(lookups, limits.lookups, "lookups") + ", " +
         of_limit(void_lookups, limits.void_lookups, "void");
}

std::string describe_step(const spf::SurveyStep& step) {
  auto line = std::string(2 * (step.depth - 1), ' ') + step.term;
  if (step.target.empty()) {
    line += ": depends on the message";
  } else if (step.term.find(step.target) == step.term.npos) {
    line += " (" + step.target + ")";
  }
  return line + ": " + std::to_string(step.lookups);
}

void report_survey(const spf::Survey& survey, LookReport& report) {
  report.has_trouble = report.has_trouble || survey.has_trouble;
  auto& section = report.section("If nothing matches it costs " + costs(survey.lookups, survey.void_lookups));
  for (const auto& step : survey.steps) {
    if (step.depth > 0) section.lines.push_back(describe_step(step));
    report.remark(step.findings, step.domain, survey.steps[step.above].record);
    report.remark(step.record_findings, step.target, step.record);
  }
  report.remark(survey.findings, "", "");
}

/// RFC 7208 §3.1: the type is history.
asio::awaitable<void> look_for_old_type(const SpfLook& look, LookTools tools, LookReport& report) {
  const dns::Question question{look.domain, dns::Type::SPF};
  const auto answer = co_await tools.resolver.resolve(question);
  if (answer.texts.empty()) co_return;
  report.remark({base::note("there is a record of type SPF, which nobody reads any more",
                            "Take it out; the record of type TXT is the one that counts")},
                look.domain.text(), "");
}

spf::Request request_of(const SpfLook& look, net::WallTime now) {
  spf::Request request{.client = look.client->unmapped(),
                       .helo = look.helo.empty() ? look.domain.text() : look.helo,
                       .sender = look.mail_from,
                       .domain = look.domain.text(),
                       .receiver = {},
                       .now = now};
  if (request.sender.empty()) request.sender = "postmaster@" + look.domain.text();
  request.keeps_walk = true;
  return request;
}

void report_outcome(const SpfLook& look, const spf::Outcome& outcome, LookReport& report) {
  // A sound record may well say that this client must not send.
  report.praise = "Nothing is wrong with the record.";
  auto& section =
      report.section(base::format(*look.client) + ": " + std::string(spf::format(outcome.result)));
  section.lines.push_back(outcome.problem);
  section.lines.push_back(costs(outcome.lookups, outcome.void_lookups));
  if (!outcome.explanation.empty()) section.lines.push_back("explanation: " + outcome.explanation);
  for (const auto& step : outcome.walk.steps) section.lines.push_back("  " + spf::format(step));
  if (outcome.walk.left_out > 0) {
    section.lines.push_back("  " + std::to_string(outcome.walk.left_out) + " more that do not match");
  }
  if (outcome.result == spf::Result::temperror) report.has_trouble = true;
  if (outcome.result == spf::Result::permerror && report.count(base::Severity::error) == 0) {
    report.remark({base::error(outcome.problem, "Mend it: this client is neither let in nor kept out")}, "",
                  "");
  }
}

/// The records of the domain, after what there is to be said of them.
std::vector<std::string> report_records(const SpfLook& look, const dns::Question& question,
                                        const dns::Answer& answer, LookReport& report) {
  auto& section = report.section(describe(question, answer));
  std::vector<std::string> records;
  std::ranges::copy_if(answer.texts, std::back_inserter(records), spf::is_record);
  for (const auto& record : records) section.lines.push_back("\"" + record + "\"");
  const auto others = answer.texts.size() - records.size();
  if (others > 0) section.lines.push_back(std::to_string(others) + " not of SPF");
  if (answer.status == dns::Status::nx_domain) {
    report.remark(
        {base::error("the domain does not exist", "See whether its name is written as it should be")},
        look.domain.text(), "");
    return records;
  }
  report.remark(spf::lint_texts(look.domain, answer.texts), look.domain.text(), "");
  for (const auto& record : records) report.remark(spf::lint_record(record), look.domain.text(), record);
  return records;
}

}  // namespace

asio::awaitable<LookReport> look_at(SpfLook look, LookTools tools) {
  LookReport report;
  const dns::Question question{look.domain, dns::Type::TXT};
  const auto answer = co_await tools.resolver.resolve(question);
  if (answer.is_temporary_failure()) {
    report.section(describe(question, answer));
    report.has_trouble = true;
    co_return report;
  }
  const auto records = report_records(look, question, answer, report);
  co_await look_for_old_type(look, tools, report);
  if (records.size() == 1) {
    const auto survey = co_await spf::survey(look.domain, records.front(), tools.resolver);
    report_survey(survey, report);
  }
  if (look.client) {
    auto request = request_of(look, tools.world.wall_time());
    const auto outcome = co_await spf::evaluate(std::move(request), tools.resolver);
    report_outcome(look, outcome, report);
  }
  co_return report;
}

}  // namespace postern
