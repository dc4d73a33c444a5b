#include <nlohmann/json.hpp>

#include "check/json.hpp"

namespace postern {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json json_of(const spf::Step& step) {
  auto lookups = Json::array();
  for (const auto& [question, status, records] : step.lookups) {
    lookups.push_back({{"name", question.name.text()},
                       {"type", dns::format(question.type)},
                       {"status", dns::format(status)},
                       {"records", records}});
  }
  return {{"depth", step.depth},
          {"domain", step.domain},
          {"term", text_or_null(step.term)},
          {"target", text_or_null(step.target)},
          {"effect", spf::format(step.effect)},
          {"problem", text_or_null(step.problem)},
          {"lookups", lookups}};
}

Json json_of(std::string_view identity, const SpfResult& spf) {
  const auto& outcome = spf.outcome;
  auto walk = Json::array();
  for (const auto& step : outcome.walk.steps) walk.push_back(json_of(step));
  return {{"identity", identity},
          {"value", spf.identity},
          {"domain", outcome.domain},
          {"result", spf::format(outcome.result)},
          {"problem", text_or_null(outcome.problem)},
          {"mechanism", text_or_null(outcome.mechanism)},
          {"explanation", text_or_null(outcome.explanation)},
          {"lookups", outcome.lookups},
          {"void-lookups", outcome.void_lookups},
          {"walk", walk}};
}

Json json_of(const dkim::HeaderDiagnosis& header) {
  auto names = Json::array();
  for (const auto& name : header.names) {
    names.push_back({{"name", name.name}, {"named", name.named}, {"present", name.present}});
  }
  return {{"verifies", header.verifies ? Json(*header.verifies) : Json(nullptr)},
          {"text", header.text},
          {"names", names}};
}

Json json_of(const SignatureStory& signature) {
  const auto& [result, field, body, header] = signature;
  return {{"domain", text_or_null(result.domain)},
          {"selector", text_or_null(result.selector)},
          {"identity", text_or_null(result.identity)},
          {"algorithm", text_or_null(result.algorithm)},
          {"key-bits", result.key_bits},
          {"result", dkim::format(result.result)},
          {"reason", text_or_null(result.reason)},
          {"body", body ? Json{{"change", dkim::format(body->change)}, {"text", body->text}} : Json(nullptr)},
          {"header", header ? json_of(*header) : Json(nullptr)}};
}

std::string_view word_of(dmarc::Aligned aligned) {
  switch (aligned) {
    case dmarc::Aligned::yes:
      return "yes";
    case dmarc::Aligned::no:
      return "no";
    case dmarc::Aligned::unknown:
      return "unknown";
    case dmarc::Aligned::not_evaluated:
      return "not-evaluated";
  }
  return "";
}

std::string_view word_of(dmarc::Identifier::Status status) {
  switch (status) {
    case dmarc::Identifier::Status::pass:
      return "pass";
    case dmarc::Identifier::Status::temperror:
      return "temperror";
    case dmarc::Identifier::Status::other:
      return "other";
  }
  return "";
}

Json json_of(const dmarc::IdentifierAlignment& each) {
  return {{"method", each.identifier.method == dmarc::Method::spf ? "spf" : "dkim"},
          {"domain", each.identifier.domain},
          {"status", word_of(each.identifier.status)},
          {"mode", dmarc::format(each.mode)},
          {"aligned", word_of(each.aligned)}};
}

Json json_of(const arc::Check& check) {
  using enum arc::Check::Status;
  const auto word = check.status == pass        ? "pass"
                    : check.status == fail      ? "fail"
                    : check.status == temperror ? "temperror"
                                                : "unchecked";
  return {{"result", word}, {"reason", text_or_null(check.reason)}};
}

Json json_of(const arc::SetReport& set) {
  auto results = Json::array();
  if (set.results) {
    for (const auto& result : set.results->results) results.push_back(result.method + "=" + result.result);
  }
  return {{"instance", set.instance},
          {"sealer", text_or_null(set.seal_domain)},
          {"seal", json_of(set.seal)},
          {"signature", json_of(set.signature)},
          {"results", results}};
}

}  // namespace

Json json_of_spf(const Verdict& verdict) {
  auto array = Json::array();
  if (verdict.mail_from) array.push_back(json_of("mailfrom", *verdict.mail_from));
  if (verdict.helo) array.push_back(json_of("helo", *verdict.helo));
  return array;
}

Json json_of_dkim(const std::vector<SignatureStory>& signatures) {
  auto array = Json::array();
  for (const auto& signature : signatures) array.push_back(json_of(signature));
  return array;
}

Json json_of_dmarc(const dmarc::Outcome& outcome) {
  auto asked = Json::array();
  for (const auto& publication : outcome.asked) asked.push_back(dmarc::describe(publication));
  auto identifiers = Json::array();
  for (const auto& each : outcome.identifiers) identifiers.push_back(json_of(each));
  return {{"result", dmarc::format(outcome.result)},
          {"author-domain", text_or_null(outcome.author_domain)},
          {"author-domains", outcome.author_domains},
          {"organizational-domain", text_or_null(outcome.organizational_domain)},
          {"record-domain", text_or_null(outcome.record_domain)},
          {"policy", dmarc::format(outcome.policy)},
          {"policy-tag", dmarc::format(outcome.policy_tag)},
          {"aligned-by", text_or_null(outcome.aligned_by)},
          {"reason", text_or_null(outcome.reason)},
          {"asked", asked},
          {"identifiers", identifiers}};
}

Json json_of_arc(const Verdict& verdict) {
  const auto& outcome = *verdict.arc;
  auto sets = Json::array();
  for (const auto& set : outcome.sets) sets.push_back(json_of(set));
  return {{"result", arc::format(outcome.result)},
          {"reason", text_or_null(outcome.reason)},
          {"sets", sets},
          {"trusted", verdict.arc_trusted ? Json(verdict.arc_trusted->sealer) : Json(nullptr)}};
}

}  // namespace postern
