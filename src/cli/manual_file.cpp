#include "cli/manual.hpp"
#include "cli/roff.hpp"
#include "config/option.hpp"
#include "version.hpp"

// What stands in front of the settings is the form of the file; the settings are a walk over the table.

namespace postern {

namespace {

void print_form(ManualPage& page) {
  page.section("DESCRIPTION");
  page.paragraph(
      "A file in TOML, which `postern serve --config` reads, and again at SIGHUP. Settings are keys at the "
      "top "
      "of the file, with the names of the options of `postern serve`. What stands above the first "
      "`[[listener]]` holds for all of them; a listener overrides what it names. Without a `[[listener]]` "
      "the "
      "file is one listener itself.");
  page.paragraph(
      "Text stands in quotes, numbers, `true` and `false` do not. Times and sizes are texts with a unit, or "
      "numbers. A list is one value, or several in brackets. A path that does not begin with a slash begins "
      "at "
      "the directory of the file. An unknown key is an error.");
  page.paragraph(
      "`postern config check` says what is wrong with a file, `postern config show` what is in force.");
  page.section("EXAMPLE");
  page.prose(
      "  hostname = \"mx.example.org\"\n"
      "  trusted-proxy = [\"127.0.0.0/8\", \"::1\"]\n"
      "\n"
      "  [[listener]]\n"
      "  listen = \"127.0.0.1:10025\"\n"
      "  upstream = \"127.0.0.1:10026\"\n"
      "  final-timeout = \"5m\"\n");
}

/// "a list; of the process; default: 10" and so on.
std::string marks_of(const Option& option) {
  std::string marks = "Give " + option.expects;
  if (option.is_list) marks += "; a list";
  if (option.is_of_process) marks += "; of the process, not in a listener";
  if (option.needs_restart) marks += "; a change takes a restart";
  if (!option.default_text.empty()) marks += ". Default: " + option.default_text;
  return marks + ".";
}

void print_settings(ManualPage& page) {
  page.section("SETTINGS");
  std::string group;
  for (const auto& option : options()) {
    if (option.group != group) page.subsection(option.group);
    group = option.group;
    page.item(roff_bold(option.name), option.help + ". " + marks_of(option));
  }
}

}  // namespace

std::string format_file_manual() {
  ManualPage page("POSTERN.TOML", "5", std::string("postern ") + version, source_date);
  page.section("NAME");
  page.line("postern.toml \\- configuration of postern");
  print_form(page);
  print_settings(page);
  page.section("SEE ALSO");
  page.line(roff_bold("postern") + "(1)");
  return page.text();
}

}  // namespace postern
