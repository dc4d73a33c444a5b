#include "cli/manual.hpp"

#include "base/ascii.hpp"
#include "cli/manual_commands.hpp"
#include "version.hpp"

// Commands and options come from the outline (manual_commands); what no table knows, such as exit statuses
// and signals, is written here.

namespace postern {

namespace {

void print_options(const OutlineCommand& root, ManualPage& page) {
  page.section("OPTIONS");
  for (const auto& option : root.options) page.item(roff_term(option), option.help);
  page.paragraph(
      "Every command knows `--help`. The value of an option follows it as the next word or after an equals "
      "sign.");
}

void print_surroundings(ManualPage& page) {
  page.section("EXIT STATUS");
  page.item(roff_bold("0"), "All is well.");
  page.item(roff_bold("1"), "The work could not be done, or, where a command says so, not all of it.");
  page.item(roff_bold("2"),
            "What was given is wrong: command line, environment, configuration or zone file. Standard error "
            "says what.");
  page.paragraph("A command whose status says more tells it above.");

  page.section("ENVIRONMENT");
  page.item(roff_bold("POSTERN_CONFIG"), "The configuration file, where `--config` is not given.");
  page.item(roff_bold("POSTERN_") + roff_italic("SETTING"),
            "Each setting of `postern serve`, in capitals and with underscores: `POSTERN_LISTEN`, "
            "`POSTERN_UPSTREAM_TLS`. Lists have commas between their values. Stronger than the file, weaker "
            "than an option.");
  page.item(roff_bold("NO_COLOR"), "When it is not empty, nothing is coloured.");

  page.section("SIGNALS");
  page.item(roff_bold("SIGHUP"),
            "`postern serve` reads configuration and certificates again; sessions go on. When something is "
            "wrong with them, all stays as it was.");
  page.item(roff_bold("SIGTERM") + ", " + roff_bold("SIGINT"),
            "It ends: messages that have begun may finish within `--grace`, any other client hears 421.");

  page.section("FILES");
  page.item(roff_italic("/etc/postern/postern.toml"),
            "What the unit for systemd reads. Nothing is read that is not named.");
  page.section("SEE ALSO");
  page.line(roff_bold("postern.toml") + "(5)");
}

}  // namespace

std::string format_manual(const OutlineCommand& root) {
  ManualPage page(base::to_upper(root.name), "1", root.name + " " + version, source_date);
  const auto all = flatten(root);
  page.section("NAME");
  page.line(roff_text(root.name) + " \\- filter that verifies who sent a mail");
  print_synopsis(all, page);
  page.section("DESCRIPTION");
  page.paragraph(
      "`postern` stands in front of a mail server and speaks SMTP or LMTP with both sides. Each message is "
      "checked "
      "while it is received, by iprev, SPF, DKIM, ARC and DMARC; what was found is written into an "
      "`Authentication-Results` field (RFC 8601), and the message goes on to the next server. Nothing is "
      "queued: a client hears 250 only when the next server has the message.");
  print_options(root, page);
  print_commands(all, page);
  print_surroundings(page);
  return page.text();
}

}  // namespace postern
