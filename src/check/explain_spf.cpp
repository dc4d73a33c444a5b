#include "base/ascii.hpp"
#include "check/explain.hpp"

namespace postern {

namespace {

void explain_identity(Story& story, std::string_view what, const std::optional<SpfResult>& spf) {
  if (!spf) return;
  const auto& outcome = spf->outcome;
  auto text = std::string(what) + " " + spf->identity + ": " + std::string(spf::format(outcome.result));
  if (!outcome.problem.empty()) text += ", " + outcome.problem;
  if (outcome.result == spf::Result::pass) {
    story.good(text);
  } else {
    story.line(text);
  }
  const auto walk = spf::format(outcome.walk);
  for (const auto step : base::split(walk, '\n')) {
    if (!step.empty()) story.line(step, 1);
  }
  if (!outcome.explanation.empty()) story.line("the domain says: " + outcome.explanation, 1);
}

}  // namespace

void explain_spf(Story& story, const CheckedMessage& message) {
  const auto& verdict = message.verdict();
  story.section("SPF");
  if (!verdict.mail_from && !verdict.helo) story.line("not evaluated");
  explain_identity(story, "MAIL FROM", verdict.mail_from);
  explain_identity(story, "HELO", verdict.helo);
}

}  // namespace postern
