#include "check/record.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "base/timestamp.hpp"

namespace postern {

namespace {

constexpr std::string_view first_line = "; What the DNS said, recorded by postern check.";

/// What is there already and no recording is somebody's file: a message, or the zone in use.
void keep_from_harm(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  if (!std::getline(file, line) || line.starts_with(first_line)) return;
  throw std::runtime_error(path + " is there already, and is no recording: give --record-dns another name");
}

}  // namespace

CheckRecord::CheckRecord(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  keep_from_harm(path_);
  if (!std::ofstream(path_, std::ios::binary | std::ios::app))
    throw std::runtime_error("cannot write " + path_);
}

void CheckRecord::add(const std::vector<dns::Exchange>& exchanges) {
  if (path_.empty()) return;
  for (const auto& exchange : exchanges) {
    if (asked_.insert(exchange.question).second) exchanges_.push_back(exchange);
  }
}

void CheckRecord::write(const std::string& message, net::WallTime at) const {
  if (path_.empty()) return;
  std::ofstream file(path_, std::ios::binary);
  file << first_line << " The case is replayed by\n;     postern check " << base::escape_controls(message)
       << " --zone " << base::escape_controls(path_) << " --at " << base::format_timestamp(at)
       << "\n; with the same --ip, --helo, --mail-from, --rcpt and --config. NXDOMAIN, NODATA, SERVFAIL "
          "and TIMEOUT\n"
          "; lines say how a question ended that has no records.\n"
       << dns::format_zone(exchanges_);
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path_);
}

}  // namespace postern
