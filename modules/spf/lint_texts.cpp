#include <algorithm>

#include "base/ascii.hpp"
#include "spf/lint.hpp"
#include "spf/record.hpp"

namespace postern::spf {
namespace {

using base::Findings;

/// RFC 7208 §3.4: an answer within 512 octets needs no TCP and no EDNS.
constexpr std::size_t classic_answer = 512;
constexpr std::size_t longest_string = 255;

std::string begin_of(const std::string& text) {
  constexpr std::size_t enough = 40;
  return "'" + text.substr(0, enough) + (text.size() > enough ? "...'" : "'");
}

/// Header, question, and for each record its twelve octets and the lengths of its strings (RFC 1035 §4.1).
std::size_t answer_size(const dns::Name& domain, const std::vector<std::string>& texts) {
  std::size_t size = 12 + domain.text().size() + 2 + 4;
  for (const auto& text : texts) size += 12 + text.size() + text.size() / longest_string + 1;
  return size;
}

Findings lint_size(const dns::Name& domain, const std::vector<std::string>& texts) {
  const auto size = answer_size(domain, texts);
  if (size <= classic_answer) return {};
  return {base::note("all TXT records here make an answer of " + std::to_string(size) +
                         " octets; beyond 512 it needs EDNS or TCP, which some networks lack",
                     "Move what is not SPF to other names, or networks into an include")};
}

Findings lint_near_misses(const std::vector<std::string>& texts) {
  Findings findings;
  for (const auto& text : texts) {
    if (is_record(text)) continue;
    auto bare = base::trim(text);
    while (bare.starts_with('"') || bare.starts_with('\'')) bare.remove_prefix(1);
    if (base::istarts_with(bare, "spf2.0")) {
      findings.push_back(base::note(
          "there is a Sender ID record, which nobody reads any more: " + begin_of(text), "Take it out"));
    } else if (base::istarts_with(bare, "v=spf")) {
      findings.push_back(base::error("this looks like an SPF record, and is none: " + begin_of(text),
                                     "Let it begin with 'v=spf1' and one blank"));
    }
  }
  return findings;
}

Findings lint_count(const std::vector<std::string>& texts) {
  const auto count = std::ranges::count_if(texts, is_record);
  if (count == 1) return {};
  if (count == 0) {
    return {base::warning("there is no SPF record: receivers learn nothing of who may send",
                          "Publish one; 'v=spf1 -all' for a domain that sends no mail")};
  }
  return {base::error("there are " + std::to_string(count) + " SPF records, which is permerror",
                      "Join them into one")};
}

}  // namespace

base::Findings lint_texts(const dns::Name& domain, const std::vector<std::string>& texts) {
  auto findings = lint_count(texts);
  append(findings, lint_near_misses(texts));
  append(findings, lint_size(domain, texts));
  return findings;
}

}  // namespace postern::spf
