#include "cli/command_line.hpp"

#include <algorithm>
#include <iostream>

#include "cli/look_arguments.hpp"
#include "cli/outline_of_app.hpp"
#include "cli/parts.hpp"
#include "cli/setting_flags.hpp"
#include "cli/terminal.hpp"
#include "config/nearest.hpp"
#include "version.hpp"

// `serve` and `config show` take every setting as a flag (setting_flags); `sink`, `send` and `check` have
// options of their own (sink_arguments and its like). CLI11 reads, and this file says what was wrong.

namespace postern {

namespace {

int complain(const std::string& text) {
  std::cerr << "postern: " << escape_sentence(text) << '\n';
  return usage_error;
}

std::vector<CLI::App*> subcommands(CLI::App& app) {
  return app.get_subcommands([](CLI::App*) { return true; });
}

/// The whole command line: what CLI11 fills while it parses.
struct Grammar {
  CLI::App app{"Postern: verifies who sent a mail, writes down what it found, and hands the mail on.",
               "postern"};
  SettingFlags serve_flags;
  SettingFlags show_flags;
  std::string checked_file;
  SinkArguments sink_arguments;
  SendArguments send_arguments;
  CheckArguments check_arguments;
  LookArguments look_arguments;
  ManualArguments manual_arguments;
  CompletionArguments completion_arguments;
  CLI::App* serve = app.add_subcommand("serve", "Accept mail, verify it, relay it: the filter itself.");
  CLI::App* config = app.add_subcommand("config", "Look at a configuration.");
  CLI::App* check = config->add_subcommand("check", "Say everything that is wrong with a file.");
  CLI::App* show = config->add_subcommand("show", "Print what is in force, as a file.");
  CLI::App* reference = config->add_subcommand("reference", "Print every setting, as Markdown.");
  CLI::App* sink =
      app.add_subcommand("sink", "A development upstream: accepts everything, prints or stores it.");
  CLI::App* send = app.add_subcommand("send", "Send messages from files over SMTP.");
  CLI::App* check_message = app.add_subcommand(
      "check", "Say what Postern makes of a message in a file, and why: the same checks, by hand.");
  CLI::App* manual = app.add_subcommand("man", "Print a manual page, in roff.");
  CLI::App* completion = app.add_subcommand("completion", "Print what completes commands in a shell.");

  Grammar();
};

void use(const std::shared_ptr<CLI::FormatterBase>& formatter, CLI::App& app) {
  app.formatter(formatter);
  for (auto* below : subcommands(app)) use(formatter, *below);
}

Grammar::Grammar() {
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("postern ") + version + " (commit " + commit + ")");
  app.footer("postern SUBCOMMAND --help tells more, with examples.");
  serve_flags.define(*serve);
  serve->footer(
      SettingFlags::legend() +
      " Every setting may stand in a file (--config) under the same name, or in the environment: "
      "POSTERN_LISTEN, POSTERN_UPSTREAM, ... Flags override the environment, and both the file.\n\n"
      "Examples:\n"
      "  postern serve --listen 127.0.0.1:10025 --upstream 127.0.0.1:10026\n"
      "  postern serve --listen '[::1]:10025' --listen unix:/run/postern.sock --upstream mx.example.org:25\n"
      "  postern serve --config /etc/postern/postern.toml");
  config->require_subcommand(1);
  check->add_option("file", checked_file, "the file")->required()->type_name("FILE");
  check->footer("Ends with 0 when nothing is wrong, warnings aside, and with 2 when something is.");
  show_flags.define(*show);
  show_flags.define_file_argument(*show);
  show->footer(SettingFlags::legend());
  sink_arguments.define(*sink);
  send_arguments.define(*send);
  check_arguments.define(*check_message);
  look_arguments.define(app);
  manual_arguments.define(*manual);
  completion_arguments.define(*completion);
  use(std::make_shared<HelpFormatter>(), app);
}

/// The subcommand that is being talked to, and where its own words begin.
struct Target {
  CLI::App* app;
  int first;
};

Target target_of(Grammar& grammar, int argc, char** argv) {
  Target target{&grammar.app, 1};
  while (target.first < argc) {
    const std::string word = argv[target.first];
    const auto all = subcommands(*target.app);
    const auto named =
        std::ranges::find_if(all, [&](const CLI::App* app) { return app->get_name() == word; });
    if (named == all.end()) break;
    target = {*named, target.first + 1};
  }
  return target;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& names) {
  const auto meant = nearest(word, names);
  return meant ? "; did you mean " + *meant + "?" : "";
}

/// What is said of a subcommand or an option that does not exist. CLI11 would first ask for what is missing.
std::optional<std::string> unknown_word(const Target& target, int argc, char** argv) {
  std::vector<std::string> names;
  for (const auto* app : subcommands(*target.app)) names.push_back(app->get_name());
  if (!names.empty() && target.first < argc && argv[target.first][0] != '-') {
    const std::string word = base::escape_controls(argv[target.first]);
    return "there is no subcommand '" + word + "'" + did_you_mean(word, names) +
           (nearest(word, names) ? "" : "; see postern --help");
  }
  names.clear();
  for (const auto* option : target.app->get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (int i = target.first; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view argument = argv[i];
    const std::string word(argument.substr(0, argument.find('=')));
    if (!word.starts_with("--") || std::ranges::find(names, word) != names.end()) continue;
    return "there is no option '" + base::escape_controls(word) + "'" + did_you_mean(word, names);
  }
  return std::nullopt;
}

template <class Command>
CommandLine with_sources(Command command, const SettingFlags& flags) {
  Problems problems;
  command.sources = flags.sources(problems);
  for (const auto& problem : problems) complain(format(problem));
  if (has_errors(problems)) return Exit{usage_error};
  return command;
}

CommandLine command_of(const Grammar& grammar) {
  using enum ConfigCommand::Action;
  if (grammar.serve->parsed()) return with_sources(ServeCommand{}, grammar.serve_flags);
  if (grammar.show->parsed()) return with_sources(ConfigCommand{show, {}}, grammar.show_flags);
  if (grammar.check->parsed()) return ConfigCommand{check, {.file = grammar.checked_file, .given = {}}};
  if (grammar.reference->parsed()) return ConfigCommand{reference, {}};
  if (grammar.check_message->parsed()) return grammar.check_arguments.command();
  if (grammar.look_arguments.parsed()) return grammar.look_arguments.command();
  if (grammar.manual->parsed()) return grammar.manual_arguments.command(grammar.app);
  if (grammar.completion->parsed()) return grammar.completion_arguments.command(grammar.app);
  if (grammar.send->parsed()) return grammar.send_arguments.command();
  return grammar.sink_arguments.command();
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  Grammar grammar;
  if (argc <= 1) {
    std::cerr << grammar.app.help();
    return Exit{usage_error};
  }
  const auto target = target_of(grammar, argc, argv);
  if (const auto unknown = unknown_word(target, argc, argv)) return Exit{complain(*unknown)};
  try {
    grammar.app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    grammar.app.exit(asked);
    return Exit{0};
  } catch (const CLI::ParseError& error) {
    return Exit{complain(error.what())};
  }
  return command_of(grammar);
}

}  // namespace postern
