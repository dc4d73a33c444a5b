#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ip_address.hpp"
#include "config/build.hpp"
#include "look/look.hpp"
#include "net/tls_facts.hpp"
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
  smtp::Protocol protocol = smtp::Protocol::smtp;
  smtp::Xforward xforward;
  bool has_xforward = false;
  std::vector<std::string> files;
};

/// `postern check`.
struct CheckCommand {
  std::vector<std::string> files;  ///< or directories; "-" is the standard input
  std::optional<base::IpAddress> client;
  std::string helo;  ///< empty: not known
  std::optional<smtp::Path> sender;
  std::vector<smtp::Path> recipients;
  std::string login;  ///< empty: the client has not authenticated itself
  std::optional<net::TlsFacts> tls;
  std::optional<net::WallTime> at;
  std::string config;            ///< a file; empty: the defaults
  std::string listener;          ///< of that file; empty: the first
  std::vector<dns::Server> dns;  ///< stronger than the configuration's
  std::string zone;
  std::string record;  ///< where to write what the DNS said; empty: nowhere
  bool json = false;
  bool explain = false;
  bool verbose = false;
};

/// `postern man` and `postern completion`: what they print.
struct PrintCommand {
  std::string text;
};

/// `postern dns`, `spf`, `dmarc` and `dkim`.
struct LookCommand {
  Look look;
  std::vector<dns::Server> dns;  ///< empty: those of this machine
  std::string zone;              ///< empty: no zone file
  bool json = false;
};

/// The exit status when what the user gave is wrong: command line, environment, configuration, zone.
inline constexpr int usage_error = 2;

/// Nothing to do but to end with this status: help or version was asked for and is printed, or the command
/// line is wrong and it has been said why.
struct Exit {
  int status = 0;
};

using CommandLine = std::variant<Exit, PrintCommand, ServeCommand, ConfigCommand, SinkCommand, SendCommand,
                                 CheckCommand, LookCommand>;

/// Reads the command line and the POSTERN_ variables of the environment.
CommandLine parse_command_line(int argc, char** argv);

}  // namespace postern
