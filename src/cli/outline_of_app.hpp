#pragma once

#include <CLI/CLI.hpp>

#include "cli/outline.hpp"

namespace postern {

// The grammar of the command line, as values. What a value is, is learnt from the name of its type: that is
// `type_name("FILE")`, `type_name("off|may|require")` where it is said, and the names that CLI11's validators
// (ExistingFile, ExistingDirectory, IsMember) have where it is not.

OutlineOption outline_of(const CLI::Option& option);

/// All but what is hidden (that has an empty group).
OutlineCommand outline_of(const CLI::App& app);

/// `--help`, made of the same: `--tls off|may|require|implicit`, and texts in lines of 100 columns.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
  std::string make_footer(const CLI::App* app) const override;
};

}  // namespace postern
