#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "cli/command_line.hpp"

namespace postern {

// The subcommands that are not made from the table of settings. Every value is checked by a validator that
// returns what would have been right, so that a wrong one costs its user one sentence and exit status 2.

/// A validator from a predicate and what would be right.
template <class Predicate>
CLI::Validator require(Predicate is_right, std::string right) {
  return {[is_right, right](std::string& value) {
            if (is_right(value)) return std::string();
            return "'" + base::escape_controls(value) + "' is not valid: " + right;
          },
          ""};
}

/// HOST:PORT, [IPV6]:PORT or unix:/PATH.
CLI::Validator require_endpoint();
/// An IP address.
CLI::Validator require_address_of_host();
/// The address of a name server, perhaps with a port.
CLI::Validator require_dns_server();

class SinkArguments {
 public:
  void define(CLI::App& app);
  SinkCommand command() const;

 private:
  std::string listen_;
  SinkCommand command_;
};

/// A mail address as a person types it, in brackets or without; of MAIL FROM `<>` or an empty text is none.
std::optional<smtp::Path> parse_address(const std::string& text, smtp::PathKind kind);
CLI::Validator require_address(smtp::PathKind kind);

class SendArguments {
 public:
  void define(CLI::App& app);
  SendCommand command() const;

 private:
  std::string to_;
  std::string from_;
  std::vector<std::string> recipients_;
  std::vector<std::string> xforward_;
  SendCommand command_;
};

class CheckArguments {
 public:
  void define(CLI::App& app);
  CheckCommand command() const;

 private:
  void define_facts(CLI::App& app);
  void define_settings(CLI::App& app);
  void define_output(CLI::App& app);

  std::string ip_;
  std::optional<std::string> mail_from_;
  std::vector<std::string> recipients_;
  std::vector<std::string> dns_;
  std::string tls_;
  std::string at_;
  CheckCommand command_;
};

/// `postern man`: a page made of all that `root` has.
class ManualArguments {
 public:
  void define(CLI::App& app);
  PrintCommand command(const CLI::App& root) const;

 private:
  std::string page_ = "postern";
};

class CompletionArguments {
 public:
  void define(CLI::App& app);
  PrintCommand command(const CLI::App& root) const;

 private:
  std::string shell_;
};

}  // namespace postern
