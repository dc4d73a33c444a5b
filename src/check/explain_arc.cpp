#include "check/explain.hpp"

namespace postern {

namespace {

std::string describe(std::string_view what, const arc::Check& check) {
  using enum arc::Check::Status;
  const std::string text(what);
  switch (check.status) {
    case unchecked:
      return text + " not checked";
    case pass:
      return text + " passes";
    case fail:
      return text + " fails: " + check.reason;
    case temperror:
      return text + " is not known now: " + check.reason;
  }
  return text;
}

void explain_set(Story& story, const arc::SetReport& set) {
  story.line("set " + std::to_string(set.instance) + ", sealed by " +
             (set.seal_domain.empty() ? "nobody" : set.seal_domain));
  story.line(describe("the seal", set.seal), 1);
  auto what = std::string("the message signature");
  if (!set.signature_domain.empty() && set.signature_domain != set.seal_domain)
    what += " of " + set.signature_domain;
  story.line(describe(what, set.signature), 1);
  if (!set.results) return story.line("what it found cannot be read", 1);
  story.line(
      "it says that " + (set.results->authserv_id.empty() ? "it" : set.results->authserv_id) + " found:", 1);
  for (const auto& result : set.results->results) {
    auto text = result.method + "=" + result.result;
    for (const auto& property : result.properties)
      text += " " + property.type + "." + property.name + "=" + property.value;
    story.line(text, 2);
  }
}

}  // namespace

void explain_arc(Story& story, const CheckedMessage& message) {
  story.section("ARC");
  const auto& verdict = message.verdict();
  if (!verdict.arc) return story.line("not evaluated");
  const auto& outcome = *verdict.arc;
  for (const auto& set : outcome.sets) explain_set(story, set);
  if (outcome.is_ended) story.line("the newest sealer says that the chain had failed (cv=fail)");
  const auto text = "chain: " + std::string(arc::format(outcome.result));
  if (outcome.result == arc::Result::pass) {
    story.good(text);
  } else {
    story.line(text + (outcome.reason.empty() ? "" : ", " + outcome.reason));
  }
  if (verdict.arc_trusted) {
    story.line("trusted: what " + verdict.arc_trusted->sealer + " found in set " +
               std::to_string(verdict.arc_trusted->instance) + " may stand for what we find");
  }
}

}  // namespace postern
