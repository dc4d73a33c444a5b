#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "config/listener_config.hpp"
#include "dns/stub_resolver.hpp"
#include "server/log.hpp"

namespace postern {

/// What the administrator decides for the process as a whole.
struct ProcessConfig {
  std::vector<dns::Server> dns;  ///< empty: those of /etc/resolv.conf
  std::string zone;              ///< DNS from this file instead; empty: none
  std::size_t threads = 1;
  std::string log_level = "info";
  LogFormat log_format = LogFormat::text;
  LoadLimits load;
  std::chrono::seconds grace{30};  ///< for messages on their way, when the process is asked to end
  bool operator==(const ProcessConfig&) const = default;
};

/// Everything that `postern serve` goes by, complete and checked. A reload makes another one.
struct Configuration {
  ProcessConfig process;
  std::vector<ListenerConfig> listeners;
};

}  // namespace postern
