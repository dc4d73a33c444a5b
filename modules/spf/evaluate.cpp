#include "spf/evaluate.hpp"

#include "spf/evaluation.hpp"

namespace postern::spf {

asio::awaitable<Outcome> evaluate(Request request, dns::Resolver& resolver) {
  Evaluation evaluation(request, resolver);
  const auto verdict = co_await evaluation.check_host(request.domain);
  Outcome outcome{.result = verdict.result,
                  .domain = request.domain,
                  .problem = verdict.problem,
                  .mechanism = verdict.mechanism};
  if (verdict.result == Result::fail) outcome.explanation = co_await evaluation.explain(verdict);
  outcome.lookups = evaluation.lookups().terms();
  outcome.void_lookups = evaluation.lookups().void_lookups();
  outcome.walk = evaluation.walk();
  co_return outcome;
}

}  // namespace postern::spf
