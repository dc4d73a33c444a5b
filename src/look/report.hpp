#pragma once

#include <array>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/finding.hpp"
#include "cli/terminal.hpp"

namespace postern {

/// What one of the commands that look at a domain's records has to say: first what there is, then what is to
/// be said about it. A value, so that it can be shown to a person or to a program.
struct LookReport {
  /// Some lines under a heading.
  struct Section {
    std::string title;
    std::vector<std::string> lines;
  };
  /// A finding, and what it is about.
  struct Remark {
    base::Finding finding;
    std::string owner;   ///< the name that the record is at; empty when it is about no one record
    std::string record;  ///< its text, in which the finding's place is; empty when there is none
  };

  /// Of each severity so many are kept: a hostile record earns thousands, each with a copy of its text.
  static constexpr std::size_t most_remarks = 40;

  std::vector<Section> sections;
  std::vector<Remark> remarks;
  std::array<std::size_t, 3> counts{};  ///< of each severity, kept or not
  /// Some of it could not be learnt: DNS trouble.
  bool has_trouble = false;
  /// Said when there is nothing else to say.
  std::string praise = "All is well.";

  Section& section(std::string title);
  void remark(base::Findings findings, const std::string& owner, const std::string& record);
  std::size_t count(base::Severity severity) const { return counts[static_cast<std::size_t>(severity)]; }
};

/// 4 with errors, else 1 with DNS trouble (there may be more to say), else 3 with warnings, else 0: the exit
/// status. 2 stays for what the user gave.
int exit_status(const LookReport& report);

/// For a person, in lines of about `width` columns. Everything but printable ASCII is written as \xNN: what
/// is shown was written by others, and the terminal must not obey it.
void print(const LookReport& report, std::ostream& out, const Styles& styles, std::size_t width);

/// For a program: one JSON object, as docs/lint.md has it.
std::string format_json(const LookReport& report);

}  // namespace postern
