#include "dkim/key_record.hpp"
#include "dkim/lint.hpp"
#include "look/look.hpp"

namespace postern {

namespace {

std::string describe_key(const dkim::KeyRecord& record) {
  std::string text(dkim::format(record.type));
  if (!record.key) return text + ", revoked";
  if (record.type == dkim::KeyType::rsa) text += ", " + std::to_string(record.key->bits()) + " bits";
  if (record.is_test) text += ", only tried out (t=y)";
  if (record.is_for_domain_only) text += ", for the domain itself alone (t=s)";
  return text;
}

void report_records(const dns::Name& key, const std::vector<std::string>& texts, LookReport& report) {
  auto& section = report.sections.back();
  for (const auto& text : texts) {
    const auto record = dkim::parse_key_record(text);
    section.lines.push_back("\"" + text + "\"");
    section.lines.push_back(record ? describe_key(*record) : record.error());
  }
  for (const auto& text : texts) report.remark(dkim::lint_key_record(text), key.text(), text);
}

/// RFC 8020: when `_domainkey` does not exist, neither does any key below it.
asio::awaitable<void> look_for_any_key(const dns::Name& key, LookTools tools, LookReport& report) {
  auto folder = key.parent();
  // A selector may have dots.
  while (!folder.is_root() && folder.labels().front() != "_domainkey") folder = folder.parent();
  const dns::Question question{folder, dns::Type::TXT};
  const auto answer = co_await tools.resolver.resolve(question);
  if (answer.status != dns::Status::nx_domain) co_return;
  report.remark({base::note("the domain has no DKIM key at all", "")}, question.name.text(), "");
}

}  // namespace

asio::awaitable<LookReport> look_at(DkimLook look, LookTools tools) {
  LookReport report;
  const dns::Question question{look.key, dns::Type::TXT};
  const auto answer = co_await tools.resolver.resolve(question);
  report.section(describe(question, answer));
  report.has_trouble = answer.is_temporary_failure();
  if (report.has_trouble) co_return report;
  report.remark(dkim::lint_texts(answer.texts), look.key.text(), "");
  report_records(look.key, answer.texts, report);
  if (answer.texts.empty()) co_await look_for_any_key(look.key, tools, report);
  co_return report;
}

}  // namespace postern
