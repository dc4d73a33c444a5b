#include "spf/suite.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>

namespace postern::spf {
namespace {

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

std::vector<std::string> one_or_more(const YAML::Node& node) {
  if (node.IsScalar()) return {node.as<std::string>()};
  return node.as<std::vector<std::string>>();
}

SuiteCase case_of(const std::string& name, const YAML::Node& test, const dns::Zone& zone) {
  const auto client = base::IpAddress::parse(test["host"].as<std::string>()).value();
  std::optional<std::string> explanation;
  if (test["explanation"]) explanation = test["explanation"].as<std::string>();
  if (explanation == "DEFAULT") explanation = "";
  return {.name = name,
          .zone = zone,
          .request =
              mail_from_identity(client, test["helo"].as<std::string>(), test["mailfrom"].as<std::string>()),
          .results = one_or_more(test["result"]),
          .explanation = explanation};
}

}  // namespace

std::filesystem::path suite_file() {
  if (const char* file = std::getenv("POSTERN_SPF_SUITE")) return file;
  return std::filesystem::path(POSTERN_SOURCE_DIR) / "../shared/suites/rfc7208-tests.yml";
}

std::vector<SuiteCase> read_suite(const std::filesystem::path& file) {
  std::vector<SuiteCase> cases;
  for (const auto& scenario : YAML::LoadAllFromFile(file.string())) {
    const auto zone = zone_of_scenario(scenario["zonedata"]);
    for (const auto& test : scenario["tests"]) {
      cases.push_back(case_of(test.first.as<std::string>(), test.second, zone));
    }
  }
  return cases;
}

}  // namespace postern::spf
