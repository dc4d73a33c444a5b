#include "spf/lint.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "spf/lint_terms.hpp"
#include "spf/lint_width.hpp"

// Each lint_ function looks for one kind of mistake in the terms of a record, and their findings are put in a
// row. A record with a term that cannot be read is permerror as a whole (RFC 7208 §4.6), but the other terms
// are looked at all the same: whoever mends one mistake wants to hear of the next.

namespace postern::spf {
namespace {

using base::Findings;

/// RFC 1035 §3.3: of one of the strings that a TXT record is made of.
constexpr std::size_t longest_string = 255;

/// What people write instead of a mechanism.
std::string_view meant_by(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> mistaken = {{{"ip", "ip4"},
                                                                                      {"ipv4", "ip4"},
                                                                                      {"ipv6", "ip6"},
                                                                                      {"includes", "include"},
                                                                                      {"incude", "include"},
                                                                                      {"host", "a"},
                                                                                      {"exist", "exists"},
                                                                                      {"aall", "all"},
                                                                                      {"al", "all"}}};
  const auto known = std::ranges::find(mistaken, name, &std::pair<std::string_view, std::string_view>::first);
  return known == mistaken.end() ? std::string_view() : known->second;
}

bool is_mechanism_name(std::string_view name) {
  constexpr std::array<std::string_view, 8> names = {"all", "include", "a",   "mx",
                                                     "ptr", "ip4",     "ip6", "exists"};
  return std::ranges::find(names, name) != names.end();
}

std::string advice_for(std::string_view term) {
  const auto name = base::to_lower(term.substr(0, term.find_first_of(":/=")));
  const auto bare = name.find_first_not_of("+-~?");
  const auto meant = bare == name.npos ? std::string_view() : meant_by(std::string_view(name).substr(bare));
  if (!meant.empty()) return "Write '" + std::string(meant) + "'";
  if (term.ends_with(',') || term.ends_with(';')) return "Terms are separated by blanks alone";
  if (base::istarts_with(term, "redirect:")) return "Write 'redirect='";
  if (term.find("v=spf1") != term.npos) return "Keep one 'v=spf1', at the beginning";
  return "Mend it: a receiver that meets it stops with permerror and uses nothing of the record";
}

Findings lint_syntax(const std::vector<TermView>& terms) {
  Findings findings;
  for (const auto& term : terms) {
    const auto* error = std::get_if<SyntaxError>(&term.parsed);
    if (error != nullptr) findings.push_back(base::error(error->reason, advice_for(term.text), term.place));
  }
  return findings;
}

/// RFC 7208 §6: redirect and exp may stand there once.
Findings lint_repeated_modifiers(const std::vector<TermView>& terms) {
  Findings findings;
  int redirects = 0;
  int explanations = 0;
  for (const auto& term : terms) {
    const bool is_second =
        (term.is_redirect() && ++redirects == 2) || (term.is_explanation() && ++explanations == 2);
    if (!is_second) continue;
    findings.push_back(
        base::error("this modifier is there twice, which is permerror", "Keep one of them", term.place));
  }
  return findings;
}

Findings lint_repeated_terms(const std::vector<TermView>& terms) {
  Findings findings;
  std::set<std::string> seen;
  for (const auto& term : terms) {
    if (term.directive() == nullptr || seen.insert(base::to_lower(term.text)).second) continue;
    findings.push_back(base::note("this term is there twice", "Take one out", term.place));
  }
  return findings;
}

base::Finding lint_unknown_modifier(const UnknownModifier& modifier, base::Place place) {
  const auto name = base::to_lower(modifier.name);
  if (name == "v") {
    return base::warning("the version stands here a second time, and is ignored",
                         "See whether two records were joined, and keep one 'v=spf1', at the beginning",
                         place);
  }
  if (is_mechanism_name(name) || !meant_by(name).empty()) {
    return base::error("this is no mechanism but a modifier without meaning, and is ignored",
                       "Write a colon instead of the equals sign", place);
  }
  return base::note("SPF has no such modifier; it is ignored", "See whether redirect= or exp= was meant",
                    place);
}

Findings lint_unknown_modifiers(const std::vector<TermView>& terms) {
  Findings findings;
  for (const auto& term : terms) {
    const auto* modifier = term.unknown_modifier();
    if (modifier != nullptr) findings.push_back(lint_unknown_modifier(*modifier, term.place));
  }
  return findings;
}

Findings lint_all(const TermView& term) {
  switch (term.directive()->qualifier) {
    case Qualifier::pass:
      return {base::error("everybody may send in the name of this domain", "End the record with -all or ~all",
                          term.place)};
    case Qualifier::neutral:
      return {base::warning("of senders that the record does not name it says nothing (neutral)",
                            "End the record with -all or ~all", term.place)};
    case Qualifier::fail:
    case Qualifier::softfail:
      return {};
  }
  return {};
}

/// What stands behind all is never reached (RFC 7208 §5.1). Modifiers may stand anywhere (§6), but a redirect
/// beside all is ignored (§6.1).
Findings lint_behind_all(const std::vector<TermView>& terms, std::vector<TermView>::const_iterator all) {
  Findings findings;
  for (auto term = std::next(all); term != terms.end(); ++term) {
    if (term->directive() == nullptr) continue;
    findings.push_back(base::warning("this term stands behind 'all', and is never looked at",
                                     "Put it before 'all', or take it out", term->place));
  }
  for (const auto& term : terms) {
    if (!term.is_redirect()) continue;
    findings.push_back(
        base::warning("a redirect is ignored where there is an 'all'", "Keep one of the two", term.place));
  }
  return findings;
}

Findings lint_end(const std::vector<TermView>& terms) {
  const auto all =
      std::ranges::find_if(terms, [](const TermView& term) { return term.mechanism<All>() != nullptr; });
  if (all != terms.end()) {
    auto findings = lint_all(*all);
    append(findings, lint_behind_all(terms, all));
    return findings;
  }
  const bool is_open = std::ranges::none_of(
      terms, [](const TermView& term) { return term.is_redirect() || term.parsed.index() == 1; });
  if (!is_open) return {};
  return {base::warning("the record has neither 'all' nor 'redirect': other senders are neutral",
                        "End the record with -all or ~all")};
}

Findings lint_ptr(const TermView& term) {
  if (term.mechanism<Ptr>() == nullptr) return {};
  return {base::warning("'ptr' is slow, unreliable, and should not be published (RFC 7208 section 5.5)",
                        "Name the networks with ip4 and ip6, or use a or mx", term.place)};
}

Findings lint_exists(const TermView& term) {
  const auto* exists = term.mechanism<Exists>();
  if (exists == nullptr || term.directive()->qualifier != Qualifier::pass) return {};
  const bool is_fixed = std::ranges::all_of(
      exists->target.pieces, [](const auto& piece) { return std::holds_alternative<std::string>(piece); });
  if (!is_fixed) return {};
  return {base::error("this matches every client for as long as the name has an address",
                      "Use a macro such as %{ir}, or take it out", term.place)};
}

Findings lint_macros(const TermView& term) {
  const auto* target = term.target();
  if (target == nullptr) return {};
  if (target->uses('p')) {
    return {
        base::warning("the macro %{p} needs the client's PTR names, and should not be published (RFC 7208 "
                      "section 7.2)",
                      "Use %{i}", term.place)};
  }
  if (target->uses('s') || target->uses('l')) {
    return {base::note("with the macros %{s} and %{l} each sender costs a question of its own",
                       "Nothing has to be done if that is what you want", term.place)};
  }
  return {};
}

Findings lint_case(std::string_view text, const std::vector<TermView>& terms) {
  const auto name = [](std::string_view term) { return term.substr(0, term.find_first_of(":/=")); };
  const auto has_upper = [](std::string_view word) { return std::ranges::any_of(word, base::is_upper); };
  if (has_upper(text.substr(0, text.find(' ')))) {
    return {base::note("the version is written with capitals", "Write v=spf1: some programs want it so",
                       base::Place{0, 6})};
  }
  for (const auto& term : terms) {
    if (!has_upper(name(term.text)) || term.unknown_modifier() != nullptr) continue;
    return {base::note("the name of a term is written with capitals",
                       "Write it small: some programs want it so", term.place)};
  }
  return {};
}

Findings lint_length(std::string_view text) {
  if (text.size() <= longest_string) return {};
  return {base::note("the record has " + std::to_string(text.size()) +
                         " octets, and is made of several strings, which are joined without a blank",
                     "See that a blank stands where two terms meet")};
}

}  // namespace

base::Findings lint_record(std::string_view text) {
  const auto terms = split_terms(text);
  auto findings = lint_syntax(terms);
  append(findings, lint_repeated_modifiers(terms));
  append(findings, lint_repeated_terms(terms));
  append(findings, lint_unknown_modifiers(terms));
  append(findings, lint_end(terms));
  append(findings, lint_networks(terms));
  for (const auto& term : terms) {
    append(findings, lint_ptr(term));
    append(findings, lint_exists(term));
    append(findings, lint_macros(term));
  }
  append(findings, lint_case(text, terms));
  append(findings, lint_length(text));
  return findings;
}

}  // namespace postern::spf
