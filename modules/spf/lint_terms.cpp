#include "spf/lint_terms.hpp"

#include <string>

#include "base/ascii.hpp"

namespace postern::spf {
namespace {

constexpr std::string_view version = "v=spf1";

std::variant<Record, SyntaxError> parse_alone(std::string_view term) {
  auto record = parse_record(std::string(version) + " " + std::string(term));
  if (record) return std::move(*record);
  return record.error();
}

struct TargetOf {
  const MacroString* operator()(const All&) const { return nullptr; }
  const MacroString* operator()(const Ip&) const { return nullptr; }
  const MacroString* operator()(const Include& include) const { return &include.target; }
  const MacroString* operator()(const Exists& exists) const { return &exists.target; }
  template <class T>
  const MacroString* operator()(const T& mechanism) const {
    return mechanism.target ? &*mechanism.target : nullptr;
  }
};

}  // namespace

const Directive* TermView::directive() const {
  const auto* record = std::get_if<Record>(&parsed);
  return record != nullptr && !record->directives.empty() ? &record->directives.front() : nullptr;
}

bool TermView::is_redirect() const {
  const auto* record = std::get_if<Record>(&parsed);
  return record != nullptr && record->redirect;
}

bool TermView::is_explanation() const {
  const auto* record = std::get_if<Record>(&parsed);
  return record != nullptr && record->explanation;
}

const UnknownModifier* TermView::unknown_modifier() const {
  const auto* record = std::get_if<Record>(&parsed);
  return record != nullptr && !record->unknown.empty() ? &record->unknown.front() : nullptr;
}

const MacroString* TermView::target() const {
  if (is_redirect()) return &*std::get<Record>(parsed).redirect;
  if (is_explanation()) return &*std::get<Record>(parsed).explanation;
  if (const auto* one = directive()) return std::visit(TargetOf{}, one->mechanism);
  return nullptr;
}

std::vector<TermView> split_terms(std::string_view text) {
  std::vector<TermView> terms;
  for (const auto term : base::split(text.substr(version.size()), ' ')) {
    if (!term.empty()) terms.push_back({term, base::place_of(term, text), parse_alone(term)});
  }
  return terms;
}

}  // namespace postern::spf
