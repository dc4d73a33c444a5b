#include "spf/suite.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "base/ascii.hpp"
#include "spf/evaluate.hpp"
#include "support/run.hpp"

namespace postern::spf {
namespace {

/// Without regard to case: the suite writes the nibbles of %{i} in upper case, RFC 7208 §7.4 in lower case.
bool is_expected(const SuiteCase& test, const Outcome& outcome) {
  const bool is_right_result = std::ranges::find(test.results, format(outcome.result)) != test.results.end();
  return is_right_result && (!test.explanation || base::iequals(*test.explanation, outcome.explanation));
}

/// True when the case came out as it should; otherwise the failure names it.
bool run_case(SuiteCase& test) {
  const auto outcome = test::run(evaluate(test.request, test.zone));
  if (is_expected(test, outcome)) return true;
  ADD_FAILURE() << test.name << ": " << format(outcome.result) << " (" << outcome.problem
                << "), explanation \"" << outcome.explanation << "\"\nexpected " << test.results.front()
                << ", \"" << test.explanation.value_or("anything") << '"';
  return false;
}

TEST(Suite, ComesOutAsItShould) {
  const auto file = suite_file();
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no test suite: " << file << " is not there";
  auto cases = read_suite(file);
  const auto right = std::ranges::count_if(cases, [](SuiteCase& test) { return run_case(test); });
  std::cout << right << " of " << cases.size() << " cases are right\n";
  EXPECT_FALSE(cases.empty());
}

}  // namespace
}  // namespace postern::spf
