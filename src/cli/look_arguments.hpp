#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.hpp"

namespace postern {

/// `postern dns`, `spf`, `dmarc` and `dkim`, which share where the DNS comes from and how it is said.
class LookArguments {
 public:
  /// Makes them subcommands of `app`.
  void define(CLI::App& app);
  /// Whether one of them was given.
  bool parsed() const;
  /// Must only be called when parsed().
  LookCommand command() const;

 private:
  void define_dns(CLI::App& app);
  void define_spf(CLI::App& app);
  void define_dmarc(CLI::App& app);
  void define_dkim(CLI::App& app);
  void define_common(CLI::App& app);
  SpfLook spf_look(const dns::Name& domain) const;
  Look look() const;

  CLI::App* dns_ = nullptr;
  CLI::App* spf_ = nullptr;
  CLI::App* dmarc_ = nullptr;
  CLI::App* dkim_ = nullptr;
  std::string name_;
  std::string type_;
  std::string domain_;
  std::string selector_;
  std::string ip_;
  std::string helo_;
  std::optional<std::string> mail_from_;
  std::vector<std::string> servers_;
  std::string zone_;
  bool json_ = false;
};

}  // namespace postern
