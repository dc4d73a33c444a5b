#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "config_build.hpp"
#include "smtp/path.hpp"
#include "smtp/xforward.hpp"

namespace postern {

/// `postern serve`.
struct ServeCommand {
  ConfigSources sources;
};

/// `postern config check FILE`, `config show` and `config reference`.
struct ConfigCommand {
  enum class Action : std::uint8_t { check, show, reference } action;
  ConfigSources sources;
};

/// `postern sink`.
struct SinkCommand {
  net::Endpoint listen;
  std::string directory;  ///< empty: messages are printed
  smtp::Protocol protocol = smtp::Protocol::smtp;
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

/// The exit status when what the user gave is wrong: command line, environment, configuration, zone.
inline constexpr int usage_error = 2;

/// Nothing to do but to end with this status: help or version was asked for and is printed, or the command
/// line is wrong and it has been said why.
struct Exit {
  int status = 0;
};

using CommandLine = std::variant<Exit, ServeCommand, ConfigCommand, SinkCommand, SendCommand>;

/// Reads the command line and the POSTERN_ variables of the environment.
CommandLine parse_command_line(int argc, char** argv);

}  // namespace postern
