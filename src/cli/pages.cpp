#include "cli/completion.hpp"
#include "cli/manual.hpp"
#include "cli/outline_of_app.hpp"
#include "cli/parts.hpp"

namespace postern {

void ManualArguments::define(CLI::App& app) {
  app.add_option("page", page_, "which; default: postern")
      ->type_name("postern|postern.toml")
      ->check(require([](const std::string& page) { return page == "postern" || page == "postern.toml"; },
                      "give postern or postern.toml"));
  app.footer(
      "Examples:\n"
      "  postern man > postern.1\n"
      "  postern man postern.toml > postern.toml.5\n"
      "  postern man | man -l -");
}

PrintCommand ManualArguments::command(const CLI::App& root) const {
  return {page_ == "postern.toml" ? format_file_manual() : format_manual(outline_of(root))};
}

void CompletionArguments::define(CLI::App& app) {
  const auto is_shell = [](const std::string& shell) {
    return shell == "bash" || shell == "zsh" || shell == "fish";
  };
  app.add_option("shell", shell_, "which")
      ->required()
      ->type_name("bash|zsh|fish")
      ->check(require(is_shell, "give bash, zsh or fish"));
  app.footer(
      "Examples:\n"
      "  . <(postern completion bash)\n"
      "  postern completion zsh > /usr/local/share/zsh/site-functions/_postern\n"
      "  postern completion fish > ~/.config/fish/completions/postern.fish");
}

PrintCommand CompletionArguments::command(const CLI::App& root) const {
  const auto outline = outline_of(root);
  if (shell_ == "bash") return {format_bash_completion(outline)};
  return {shell_ == "zsh" ? format_zsh_completion(outline) : format_fish_completion(outline)};
}

}  // namespace postern
