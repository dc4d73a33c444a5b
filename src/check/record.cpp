#include "check/record.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "base/timestamp.hpp"

namespace postern {

CheckRecord::CheckRecord(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
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
  file << "; What the DNS said, recorded by postern check. The case is replayed by\n;     postern check "
       << base::escape_controls(message) << " --zone " << base::escape_controls(path_) << " --at "
       << base::format_timestamp(at)
       << "\n; with the same --ip, --helo, --mail-from, --rcpt and --config. NXDOMAIN, NODATA, SERVFAIL "
          "and TIMEOUT\n"
          "; lines say how a question ended that has no records.\n"
       << dns::format_zone(exchanges_);
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path_);
}

}  // namespace postern
