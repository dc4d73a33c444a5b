#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dns/zone.hpp"
#include "spf/request.hpp"

namespace postern::spf {

/// A case of a test suite in the format of the one for RFC 7208: a file of YAML documents, each with tests
/// and the zone they are for.
struct SuiteCase {
  std::string name;
  dns::Zone zone;
  Request request;
  std::vector<std::string> results;        ///< any of these is right
  std::optional<std::string> explanation;  ///< "DEFAULT" is none: empty
};

/// POSTERN_SPF_SUITE, or the file beside the source tree. It may not be there.
std::filesystem::path suite_file();
std::vector<SuiteCase> read_suite(const std::filesystem::path& file);

}  // namespace postern::spf
