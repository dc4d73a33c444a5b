#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "base/ascii.hpp"
#include "dns/zone.hpp"
#include "spf/evaluate.hpp"
#include "support/run.hpp"

// Runs every case of a test suite in the format of the one for RFC 7208: a file of YAML documents, each with
// tests and the zone they are for. The file is POSTERN_SPF_SUITE, or the one beside the source tree.

namespace postern::spf {
namespace {

std::filesystem::path suite_file() {
  if (const char* file = std::getenv("POSTERN_SPF_SUITE")) return file;
  return std::filesystem::path(POSTERN_SOURCE_DIR) / "../shared/suites/rfc7208-tests.yml";
}

dns::Name name_of(const YAML::Node& node) {
  return dns::Name::parse(node.as<std::string>()).value();
}

std::string joined_text(const YAML::Node& value) {
  if (value.IsScalar()) return value.as<std::string>();
  std::string text;
  for (const auto& part : value) text += part.as<std::string>();
  return text;
}

bool has_entry(const YAML::Node& entries, const std::string& type) {
  return std::ranges::any_of(entries, [&](const YAML::Node& entry) { return entry.IsMap() && entry[type]; });
}

void add_record(dns::Zone& zone, const dns::Name& owner, const std::string& type, const YAML::Node& value) {
  if (type == "A" || type == "AAAA")
    zone.add_address(owner, *base::IpAddress::parse(value.as<std::string>()));
  if (type == "TXT") zone.add_text(owner, joined_text(value));
  if (type == "MX") zone.add_mx(owner, value[0].as<std::uint16_t>(), name_of(value[1]));
  if (type == "PTR") zone.add_name(owner, dns::Type::PTR, name_of(value));
  if (type == "CNAME") zone.add_name(owner, dns::Type::CNAME, name_of(value));
}

/// An entry is `TYPE: value`, or TIMEOUT for all types that have none. An SPF entry stands for TXT (type 99
/// is gone since RFC 7208) unless the name has TXT entries of its own, of which NONE only says that there are
/// none.
void add_name(dns::Zone& zone, const dns::Name& owner, const YAML::Node& entries) {
  zone.add_empty(owner);
  for (const auto& entry : entries) {
    if (entry.IsScalar()) {
      zone.fail(owner, std::nullopt, dns::Status::timeout);
      continue;
    }
    const auto type = entry.begin()->first.as<std::string>();
    const auto value = entry.begin()->second;
    if (value.IsScalar() && value.as<std::string>() == "NONE") continue;
    if (type != "SPF") add_record(zone, owner, type, value);
    if (type == "SPF" && !has_entry(entries, "TXT")) add_record(zone, owner, "TXT", value);
  }
}

dns::Zone zone_of_scenario(const YAML::Node& data) {
  dns::Zone zone;
  for (const auto& entry : data) add_name(zone, name_of(entry.first), entry.second);
  return zone;
}

bool is_expected(const YAML::Node& expected, std::string_view result) {
  if (expected.IsScalar()) return expected.as<std::string>() == result;
  return std::ranges::any_of(expected,
                             [&](const YAML::Node& one) { return one.as<std::string>() == result; });
}

/// Without regard to case: the suite writes the nibbles of %{i} in upper case, RFC 7208 §7.4 in lower case.
bool is_expected_explanation(const YAML::Node& expected, std::string_view explanation) {
  if (!expected) return true;
  const auto text = expected.as<std::string>();
  return base::iequals(text == "DEFAULT" ? "" : text, explanation);
}

/// True when the case came out as it should; otherwise the failure names it.
bool run_case(const std::string& name, const YAML::Node& test, dns::Zone& zone) {
  const auto client = base::IpAddress::parse(test["host"].as<std::string>()).value();
  const auto request =
      mail_from_identity(client, test["helo"].as<std::string>(), test["mailfrom"].as<std::string>());
  const auto outcome = test::run(evaluate(request, zone));
  const bool is_right = is_expected(test["result"], format(outcome.result)) &&
                        is_expected_explanation(test["explanation"], outcome.explanation);
  if (is_right) return true;
  ADD_FAILURE() << name << ": " << format(outcome.result) << " (" << outcome.problem << "), explanation \""
                << outcome.explanation << "\"\nexpected " << test["result"] << ", \"" << test["explanation"]
                << '"';
  return false;
}

TEST(Suite, ComesOutAsItShould) {
  const auto file = suite_file();
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no test suite: " << file << " is not there";
  int total = 0;
  int right = 0;
  for (const auto& scenario : YAML::LoadAllFromFile(file.string())) {
    auto zone = zone_of_scenario(scenario["zonedata"]);
    for (const auto& test : scenario["tests"]) {
      ++total;
      right += run_case(test.first.as<std::string>(), test.second, zone) ? 1 : 0;
    }
  }
  std::cout << right << " of " << total << " cases are right\n";
  EXPECT_GT(total, 0);
}

}  // namespace
}  // namespace postern::spf
