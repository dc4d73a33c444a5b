#include "spf/evaluation.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "spf/quoted.hpp"

// check_host() reads as RFC 7208 §4 does: the domain is looked at (§4.3), its record found (§4.4, §4.5), its
// directives tried in order (§4.6), then its redirect (§6.1). An include and a redirect call check_host()
// again; each has been counted as a term by then, so the limit on terms is also the limit on depth.
//
// Matching says yes, no, or Trouble, which passes through every check_host() that is under way and is the
// result.

namespace postern::spf {
namespace {

using base::Unexpected;

/// RFC 7208 §4.3: what can have a policy is a domain name of several labels, and no address literal.
bool can_have_policy(const std::string& domain) {
  const auto name = dns::Name::parse(domain);
  return name && name->label_count() > 1 && std::ranges::all_of(domain, base::is_graphic) &&
         domain.find_first_of("[]") == domain.npos;
}

bool asks_dns(const Mechanism& mechanism) {
  return !std::holds_alternative<All>(mechanism) && !std::holds_alternative<Ip>(mechanism);
}

const MacroString* target_of(const All&) {
  return nullptr;
}
const MacroString* target_of(const Ip&) {
  return nullptr;
}
const MacroString* target_of(const Include& include) {
  return &include.target;
}
const MacroString* target_of(const Exists& exists) {
  return &exists.target;
}
template <class T>
const MacroString* target_of(const T& mechanism) {
  return mechanism.target ? &*mechanism.target : nullptr;
}

Verdict by_directive(const Directive& directive, const Record& record, const std::string& domain) {
  return {.result = result_of(directive.qualifier),
          .problem = quoted(format(directive)) + " of " + quoted(domain) + " matches",
          .domain = domain,
          .explanation = record.explanation,
          .mechanism = format({.qualifier = Qualifier::pass, .mechanism = directive.mechanism})};
}

/// RFC 7208 §4.7
Verdict by_default(const std::string& domain) {
  return {.result = Result::neutral,
          .problem = "nothing of " + quoted(domain) + " matches",
          .domain = domain,
          .mechanism = "default"};
}

}  // namespace

std::optional<dns::Name> parse_target(std::string_view target) {
  auto name = dns::Name::parse(target);
  if (name && name->is_root()) return std::nullopt;
  return name;
}

Evaluation::Evaluation(const Request& request, dns::Resolver& resolver)
    : recorder_(resolver, request.keeps_walk),
      values_{.client = request.client.unmapped(),
              .sender = request.sender,
              .helo = request.helo,
              .now = request.now},
      limits_(request.limits),
      lookups_(request.limits, recorder_),
      names_(values_.client, recorder_, request.limits.ptr_names) {
  if (!request.receiver.empty()) values_.receiver = request.receiver;
}

asio::awaitable<Verdict> Evaluation::check_host(std::string domain) {
  const auto record = co_await find_policy(domain);
  if (!record) co_return Verdict{record.error().result, record.error().problem, domain};
  for (const auto& directive : record->directives) {
    const auto matched = co_await try_directive(directive, domain);
    if (!matched) co_return Verdict{matched.error().result, matched.error().problem, domain};
    if (!*matched) continue;
    co_return by_directive(directive, *record, domain);
  }
  if (!record->redirect) co_return by_default(domain);
  auto redirected = co_await redirect(*record->redirect, domain);
  co_return redirected;
}

asio::awaitable<base::Result<Record, Trouble>> Evaluation::find_policy(const std::string& domain) {
  recorder_.begin_policy(domain);
  auto record = co_await find_record(domain);
  if (record) {
    recorder_.end(Effect::used, lookups_);
  } else {
    recorder_.end(Effect::trouble, lookups_, record.error().problem);
  }
  co_return record;
}

asio::awaitable<base::Result<Record, Trouble>> Evaluation::find_record(const std::string& domain) {
  if (!can_have_policy(domain)) {
    co_return Unexpected{Trouble{Result::none, quoted(domain) + " is no domain that can have a policy"}};
  }
  const dns::Question question{*dns::Name::parse(domain), dns::Type::TXT};
  auto answer = co_await lookups_.ask(question);
  if (!answer) co_return Unexpected{answer.error()};
  std::erase_if(answer->texts, [](const std::string& text) { return !is_record(text); });
  if (answer->texts.empty()) {
    co_return Unexpected{Trouble{Result::none, quoted(domain) + " has no SPF record"}};
  }
  if (answer->texts.size() > 1) co_return Unexpected{permerror(quoted(domain) + " has several SPF records")};
  recorder_.set_term(answer->texts.front());
  auto record = parse_record(answer->texts.front());
  if (record) co_return std::move(*record);
  co_return Unexpected{
      permerror("the record of " + quoted(domain) + " is malformed: " + record.error().reason)};
}

asio::awaitable<Verdict> Evaluation::redirect(const MacroString& spec, const std::string& domain) {
  recorder_.begin(domain, "redirect", spec);
  auto verdict = co_await follow(spec, domain);
  const bool is_trouble = verdict.result == Result::temperror || verdict.result == Result::permerror;
  recorder_.end(is_trouble ? Effect::trouble : Effect::used, lookups_, is_trouble ? verdict.problem : "");
  co_return verdict;
}

asio::awaitable<Verdict> Evaluation::follow(const MacroString& spec, const std::string& domain) {
  if (const auto trouble = count_term(&spec)) co_return Verdict{trouble->result, trouble->problem, domain};
  if (never_matches(spec)) co_return by_default(domain);
  const auto target = co_await expand(&spec, domain);
  recorder_.set_target(target);
  auto verdict = co_await check_host(target);
  // RFC 7208 §6.1: nothing there is the mistake of the domain that sent us there.
  if (verdict.result == Result::none) verdict.result = Result::permerror;
  co_return verdict;
}

asio::awaitable<Evaluation::Matched> Evaluation::try_directive(const Directive& directive,
                                                               const std::string& domain) {
  recorder_.begin(domain, directive);
  auto matched = co_await matches(directive.mechanism, domain);
  if (matched) {
    recorder_.end(*matched ? Effect::match : Effect::no_match, lookups_);
  } else {
    recorder_.end(Effect::trouble, lookups_, matched.error().problem);
  }
  co_return matched;
}

asio::awaitable<Evaluation::Matched> Evaluation::matches(const Mechanism& mechanism,
                                                         const std::string& domain) {
  const auto* spec = std::visit([](const auto& one) { return target_of(one); }, mechanism);
  if (asks_dns(mechanism)) {
    if (const auto trouble = count_term(spec)) co_return Unexpected{*trouble};
  }
  if (spec != nullptr && never_matches(*spec)) co_return false;
  const auto target = co_await expand(spec, domain);
  if (spec != nullptr) recorder_.set_target(target);
  auto matching = std::visit([&](const auto& one) { return match(one, target); }, mechanism);
  auto matched = co_await std::move(matching);
  co_return matched;
}

/// RFC 7208 §4.6.4: the PTR question that a %{p} makes necessary counts as the term does.
std::optional<Trouble> Evaluation::count_term(const MacroString* spec) {
  const bool needs_names = spec != nullptr && spec->uses('p') && !names_.are_looked_up();
  return lookups_.count_terms(needs_names ? 2 : 1);
}

/// RFC 8616 §4: a term with %{s} or %{l} matches no local part that is not ASCII.
bool Evaluation::never_matches(const MacroString& spec) const {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 128; };
  return (spec.uses('s') || spec.uses('l')) && !std::ranges::all_of(local_part(values_.sender), is_ascii);
}

asio::awaitable<MacroValues> Evaluation::values_for(const MacroString& macro_string,
                                                    const std::string& domain) {
  auto values = values_;
  values.domain = domain;
  if (macro_string.uses('p')) {
    const auto name = dns::Name::parse(domain).value_or(dns::Name());
    values.client_name = co_await names_.best_for(name);
  }
  co_return values;
}

asio::awaitable<std::string> Evaluation::expand(const MacroString* spec, const std::string& domain) {
  if (spec == nullptr) co_return domain;
  const auto values = co_await values_for(*spec, domain);
  co_return expand_domain(*spec, values);
}

asio::awaitable<std::string> Evaluation::explain(const Verdict& verdict) {
  if (!verdict.explanation) co_return "";
  recorder_.begin(verdict.domain, "exp", *verdict.explanation);
  auto text = co_await find_explanation(*verdict.explanation, verdict.domain);
  recorder_.end(text.empty() ? Effect::no_match : Effect::used, lookups_);
  co_return text;
}

asio::awaitable<std::string> Evaluation::find_explanation(const MacroString& spec,
                                                          const std::string& domain) {
  if (never_matches(spec)) co_return "";
  const auto target = co_await expand(&spec, domain);
  recorder_.set_target(target);
  const auto name = parse_target(target);
  if (!name) co_return "";
  const dns::Question question{*name, dns::Type::TXT};
  const auto answer = co_await lookups_.ask(question);
  if (!answer || answer->texts.size() != 1) co_return "";
  const auto text = parse_explain_string(answer->texts.front());
  if (!text) co_return "";
  const auto values = co_await values_for(*text, domain);
  co_return expand_explanation(*text, values).value_or("");
}

}  // namespace postern::spf
