#include <chrono>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "config/check.hpp"
#include "config/show.hpp"

namespace postern {

namespace {

void print(const Problems& problems) {
  for (const auto& problem : problems) std::cerr << "postern: " << escape_sentence(format(problem)) << '\n';
}

int check_file(const ConfigSources& sources) {
  Problems problems;
  const auto built = load_config(sources, problems);
  if (!has_errors(problems)) check_files(built, std::chrono::system_clock::now(), problems);
  print(problems);
  if (has_errors(problems)) return usage_error;
  std::cout << sources.file << ": nothing is wrong\n";
  return 0;
}

/// What does not fit together is shown all the same: it is there to be looked at.
int show(const ConfigSources& sources) {
  Problems problems;
  const auto file = sources.file.empty() ? ConfigFile{} : read_config_file(sources.file, problems);
  const auto built = build_config(file, sources.given, problems);
  print(problems);
  if (has_errors(problems)) return usage_error;
  std::cout << show_config(built);
  return 0;
}

}  // namespace

int config(const ConfigCommand& command) {
  using enum ConfigCommand::Action;
  switch (command.action) {
    case check:
      return check_file(command.sources);
    case show:
      return postern::show(command.sources);
    case reference:
      std::cout << format_reference();
      return 0;
  }
  return usage_error;
}

}  // namespace postern
