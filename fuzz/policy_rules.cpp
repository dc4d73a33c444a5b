// Whatever a file of rules says, the rules that are read of it can be shown, and read as the same again; each
// of them can be put to a message; and what it then says to the client or writes into the header stays in its
// lines.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "policy/file.hpp"
#include "policy/policy.hpp"
#include "policy/show.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

std::vector<PolicyRule> placeless(std::vector<PolicyRule> rules) {
  for (auto& rule : rules) rule.origin = {};
  return rules;
}

bool is_line(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

Verdict failed_message() {
  Verdict verdict;
  verdict.dkim.emplace();
  verdict.mail_from = SpfResult{.identity = "a@b.example", .request = {}, .outcome = {}};
  verdict.dmarc = dmarc::Outcome{.result = dmarc::Result::fail, .author_domain = "\r\n\xff"};
  verdict.authors = {"\r\n\xff"};
  verdict.list_id = "l.example";
  return verdict;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Problems problems;
  const auto rules = parse_policy_rules(text, "fuzz", problems);
  if (!problems.empty()) return 0;
  const auto again = parse_policy_rules(show_rules(rules), "fuzz", problems);
  require(problems.empty());
  require(placeless(again) == placeless(rules));

  ListenerConfig config;
  config.policy.rules = rules;
  const auto policy = Policy::make(config);
  const Circumstances circumstances{.helo = "\r\n", .sender = "x@\r\n", .id = "\n"};
  const auto decision = policy->decide(failed_message(), circumstances, "example.org");
  require(is_line(decision.reason));
  for (const auto& [name, body] : decision.tags) require(is_line(name) && is_line(body));
  const bool refuses = decision.action == Action::defer || decision.action == Action::reject;
  require(decision.reply.has_value() == refuses);
  if (decision.reply) require(std::ranges::all_of(decision.reply->lines, is_line));
  require(!policy->may_differ("example.org", "example.org"));
  return 0;
}
