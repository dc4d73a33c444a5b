#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config.hpp"
#include "dns/stub_resolver.hpp"
#include "log.hpp"
#include "smtp/path.hpp"
#include "smtp/xforward.hpp"

namespace postern {

/// `postern serve`.
struct ServeCommand {
  std::vector<net::Endpoint> listen;
  ListenerConfig config;         ///< of every listener
  std::vector<dns::Server> dns;  ///< empty: those of /etc/resolv.conf
  std::string zone_file;         ///< DNS from this file instead; empty: none
  std::size_t threads = 1;
  std::string log_level;
  LogFormat log_format = LogFormat::text;
};

/// `postern sink`.
struct SinkCommand {
  net::Endpoint listen;
  std::string directory;  ///< empty: messages are printed
};

/// `postern send`.
struct SendCommand {
  net::Endpoint to;
  smtp::Path from;
  std::vector<smtp::Path> recipients;
  std::string helo;
  smtp::Xforward xforward;
  bool has_xforward = false;
  std::vector<std::string> files;
};

/// Nothing to do but to end with this status: help or version was asked for and is printed, or the command
/// line is wrong and it has been said why.
struct Exit {
  int status = 0;
};

using CommandLine = std::variant<Exit, ServeCommand, SinkCommand, SendCommand>;

/// Reads the command line and the POSTERN_ variables of the environment.
CommandLine parse_command_line(int argc, char** argv);

}  // namespace postern
