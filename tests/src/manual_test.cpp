#include "cli/manual.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/roff.hpp"
#include "config/option.hpp"

namespace postern {
namespace {

using testing::HasSubstr;
using testing::Not;

struct TextRow {
  std::string text;
  std::string roff;
};

class RoffText : public testing::TestWithParam<TextRow> {};

TEST_P(RoffText, PrintsEachCharacterAsItself) {
  EXPECT_EQ(roff_text(GetParam().text), GetParam().roff);
}

INSTANTIATE_TEST_SUITE_P(Hostile, RoffText,
                         testing::Values(TextRow{"plain", "plain"}, TextRow{"--tls", "\\-\\-tls"},
                                         TextRow{"\\fBx\\n(.t", "\\(rsfBx\\(rsn(.t"},
                                         TextRow{".so /etc/passwd", "\\&.so /etc/passwd"},
                                         TextRow{"'br", "\\&\\(aqbr"}, TextRow{"\"a\" b", "\\(dqa\\(dq b"},
                                         TextRow{"a\n.TH x", "a .TH x"},
                                         TextRow{"`id` ^ ~", "\\(gaid\\(ga \\(ha \\(ti"},
                                         TextRow{"\xc3\xa4\x1b[2J", "\xc3\xa4 [2J"}));

/// What a page has after its title.
template <class Write>
std::string page_of(Write write) {
  ManualPage page("X", "1", "x 1", "2026-05-01");
  write(page);
  return page.text().substr(page.text().find('\n') + 1);
}

TEST(ManualPage, BeginsWithItsTitle) {
  EXPECT_EQ(ManualPage("X \"y\"", "1", "x 1", "2026-05-01").text(),
            ".TH \"X \\(dqy\\(dq\" \"1\" \"2026-05-01\" \"x 1\"\n");
}

TEST(ManualPage, NoLineOfAParagraphIsARequest) {
  const auto page = page_of([](ManualPage& p) {
    p.paragraph("a " + std::string(76, 'x') + " .so b " + std::string(76, 'y') + " 'br");
  });
  EXPECT_THAT(page, HasSubstr("\n\\&.so b"));
  EXPECT_THAT(page, Not(HasSubstr("\n.so")));
  EXPECT_THAT(page, HasSubstr("\n\\(aqbr\n"));
}

TEST(ManualPage, WordsBetweenBackticksAreBold) {
  EXPECT_EQ(page_of([](ManualPage& p) { p.paragraph("the `d=` and `--x`, not ` alone"); }),
            ".PP\nthe \\fBd=\\fR and \\fB\\-\\-x\\fR, not \\(ga alone\n");
}

TEST(ManualPage, ProseHasParagraphsAndExamples) {
  EXPECT_EQ(page_of([](ManualPage& p) {
              p.section("S");
              p.prose("One\ntwo.\n\nExamples:\n  a -b\n  .c\n\nThree.");
            }),
            ".SH \"S\"\nOne two.\n.PP\nExamples:\n.PP\n.EX\n  a \\-b\n  .c\n.EE\n.PP\nThree.\n");
}

TEST(ManualPage, ATermWithoutTextSwallowsNothing) {
  EXPECT_EQ(page_of([](ManualPage& p) { p.item(roff_bold("--x"), ""); }), ".TP\n\\fB\\-\\-x\\fR\n\\&\n");
}

OutlineCommand program() {
  const OutlineOption tls{.names = {"--tls"}, .help = "TLS", .group = "Wire", .value = "off|may"};
  const OutlineOption quiet{
      .names = {"-q", "--quiet"}, .help = "less", .value = "true|false", .is_flag = true};
  const OutlineOption file{.names = {"file"}, .help = "the file", .value = "FILE", .is_required = true};
  return {.name = "prog",
          .commands = {{.name = "run", .help = "Runs.", .options = {tls, quiet}, .arguments = {file}},
                       {.name = "look", .help = "Looks.", .options = {tls}}}};
}

TEST(Manual, ShowsOptionsAndArguments) {
  const auto page = format_manual(program());
  EXPECT_THAT(page, HasSubstr("\\fBprog run\\fR [\\fIOPTION\\fR ...] \\fIfile\\fR\n.br\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-\\-tls\\fR \\fBoff\\fR|\\fBmay\\fR\nTLS\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR[=\\fBtrue\\fR|\\fBfalse\\fR]\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fIfile\\fR\nthe file (required)\n"));
}

TEST(Manual, PrintsAGroupOfOptionsOnce) {
  const auto page = format_manual(program());
  const auto first = page.find("\\-\\-tls\\fR");
  EXPECT_EQ(page.find("\\-\\-tls\\fR", first + 1), page.npos);
  EXPECT_THAT(page, HasSubstr("Also the options of \\fBprog run\\fR under these headings: Wire.\n"));
}

TEST(FileManual, HasEverySetting) {
  const auto page = format_file_manual();
  for (const auto& option : options()) {
    EXPECT_THAT(page, HasSubstr(".TP\n" + roff_bold(option.name) + "\n")) << option.name;
  }
}

}  // namespace
}  // namespace postern
