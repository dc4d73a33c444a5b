#include "spf/walk_recorder.hpp"

#include <utility>

namespace postern::spf {
namespace {

std::string cut(std::string_view text) {
  return std::string(text.substr(0, Walk::text_limit));
}

std::size_t count(const dns::Answer& answer) {
  return answer.addresses.size() + answer.names.size() + answer.exchanges.size() + answer.texts.size();
}

bool may_be_left_out(const Step& step) {
  return step.effect == Effect::no_match && step.lookups.empty();
}

}  // namespace

asio::awaitable<dns::Answer> WalkRecorder::resolve(dns::Question question) {
  return is_wanted_ ? record(std::move(question)) : inner_.resolve(std::move(question));
}

asio::awaitable<dns::Answer> WalkRecorder::record(dns::Question question) {
  auto answer = co_await inner_.resolve(question);
  open_step().lookups.push_back({std::move(question), answer.status, count(answer)});
  co_return answer;
}

void WalkRecorder::begin_policy(std::string_view domain) {
  if (!is_wanted_) return;
  walk_.steps.push_back({.depth = open_.size(), .domain = cut(domain)});
  open_.push_back(walk_.steps.size() - 1);
}

void WalkRecorder::begin(std::string_view domain, const Directive& directive) {
  if (!is_wanted_) return;
  begin_policy(domain);
  set_term(format(directive));
}

void WalkRecorder::begin(std::string_view domain, std::string_view modifier, const MacroString& value) {
  if (!is_wanted_) return;
  begin_policy(domain);
  set_term(std::string(modifier) + "=" + format(value));
}

void WalkRecorder::set_term(std::string_view term) {
  if (is_wanted_) open_step().term = cut(term);
}

void WalkRecorder::set_target(std::string_view target) {
  if (is_wanted_) open_step().target = cut(target);
}

void WalkRecorder::end(Effect effect, const Lookups& cost, std::string_view problem) {
  if (!is_wanted_) return;
  auto& step = open_step();
  step.effect = effect;
  step.problem = cut(problem);
  step.terms = cost.terms();
  step.void_lookups = cost.void_lookups();
  open_.pop_back();
  if (walk_.steps.size() <= Walk::step_limit || !may_be_left_out(step)) return;
  walk_.steps.pop_back();  // a step that asks nothing has no steps inside, so it is the last
  ++walk_.left_out;
}

}  // namespace postern::spf
