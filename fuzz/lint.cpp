// Whatever a record holds, each place that a finding names is in it; and a record that a receiver cannot use
// is never without an error.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "dkim/key_record.hpp"
#include "dkim/lint.hpp"
#include "dmarc/lint.hpp"
#include "dmarc/record.hpp"
#include "dmarc/report_targets.hpp"
#include "spf/lint.hpp"
#include "spf/record.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

/// Whether there is an error among them.
bool judge(const base::Findings& findings, const std::string& text) {
  for (const auto& finding : findings) {
    require(!finding.problem.empty());
    if (finding.place) require(finding.place->begin + finding.place->length <= text.size());
  }
  return std::ranges::find(findings, base::Severity::error, &base::Finding::severity) != findings.end();
}

void lint_spf(const std::string& text) {
  if (!spf::is_record(text)) return;
  const bool has_error = judge(spf::lint_record(text), text);
  require(spf::parse_record(text).has_value() || has_error);
}

void lint_dmarc(const std::string& text) {
  const auto record = dmarc::parse_record(text);
  if (!record) return;
  const bool has_error = judge(dmarc::lint_record(text), text);
  require(record->policy || has_error);
  for (const auto& target : dmarc::report_targets(text)) {
    require(text.substr(target.place.begin, target.place.length) == target.uri);
  }
}

void lint_dkim(const std::string& text) {
  const bool has_error = judge(dkim::lint_key_record(text), text);
  require(dkim::parse_key_record(text).has_value() || has_error);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  lint_spf(text);
  lint_dmarc(text);
  lint_dkim(text);
  judge(spf::lint_texts(*dns::Name::parse("example.com"), {text}), "");
  judge(dmarc::lint_texts({text}), "");
  return 0;
}
