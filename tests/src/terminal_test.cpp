#include "cli/terminal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>

namespace postern {
namespace {

TEST(Terminal, SentenceKeepsItsLinesAndWhatIsEscapedAlready) {
  EXPECT_EQ(escape_sentence("one\ntwo \\x1b \x1b \u202e\r"), "one\ntwo \\x1b \\x1b \\xe2\\x80\\xae\\x0d");
  EXPECT_EQ(escape_sentence(""), "");
}

TEST(Terminal, WantsColourWhereTheTerminalHasIt) {
  EXPECT_TRUE(wants_colour(nullptr, "xterm-256color"));
  EXPECT_FALSE(wants_colour(nullptr, "dumb"));
  EXPECT_FALSE(wants_colour(nullptr, ""));
  EXPECT_FALSE(wants_colour(nullptr, nullptr));
}

TEST(Terminal, WantsNoColourWhereNoColorIsSet) {
  EXPECT_FALSE(wants_colour("1", "xterm"));
  EXPECT_FALSE(wants_colour("no", "xterm"));
  // no-color.org: "when present and not an empty string".
  EXPECT_TRUE(wants_colour("", "xterm"));
}

TEST(Terminal, IsNoneWhereAFileIsWritten) {
  const int file = open("/dev/null", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(file, 0);
  EXPECT_FALSE(is_terminal(file));
  EXPECT_EQ(styles_for(file), plain());
  EXPECT_EQ(terminal_width(file), 80U);
  close(file);
}

TEST(Styles, AreEmptyWhenPlain) {
  const auto styles = plain();
  EXPECT_EQ(std::string(styles.bold) + std::string(styles.red) + std::string(styles.reset), "");
  EXPECT_NE(coloured(), plain());
}

TEST(ProgressBar, ShowsHowFarItIs) {
  std::ostringstream out;
  ProgressBar progress("reading", 4, out, 30);
  progress.advance();
  EXPECT_EQ(out.str(), "\rreading [###............] 1/4");
}

TEST(ProgressBar, LeavesTheLastColumnFree) {
  std::ostringstream out;
  ProgressBar progress("reading", 4, out, 30);
  progress.advance();
  EXPECT_EQ(out.str().size() - 1, 29U);
}

TEST(ProgressBar, ErasesItselfAtTheEnd) {
  std::ostringstream out;
  {
    ProgressBar("reading", 4, out, 30).advance();
  }
  EXPECT_TRUE(out.str().ends_with("\r" + std::string(29, ' ') + "\r"));
}

TEST(ProgressBar, IsDrawnAgainAfterALineThatStays) {
  std::ostringstream out;
  ProgressBar progress("reading", 4, out, 30);
  progress.advance();
  progress.erase();
  out.str("");
  progress.advance(0);
  EXPECT_EQ(out.str(), "\rreading [###............] 1/4");
}

TEST(ProgressBar, WritesOnlyWhatHasChanged) {
  std::ostringstream out;
  ProgressBar progress("reading", 4, out, 30);
  progress.advance();
  out.str("");
  progress.advance(0);
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressBar, HasNumbersOnlyWhereThereIsNoRoom) {
  std::ostringstream out;
  ProgressBar progress("reading", 4, out, 10);
  progress.advance();
  EXPECT_EQ(out.str(), "\r1/4");
}

TEST(ProgressBar, DrawsNothingWithoutATerminal) {
  std::ostringstream out;
  {
    ProgressBar("reading", 4, out, 0).advance();
  }
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressBar, IsFullBeyondItsTotal) {
  std::ostringstream out;
  ProgressBar progress("reading", 0, out, 30);
  progress.advance();
  EXPECT_EQ(out.str(), "\rreading [###############] 1/0");
}

}  // namespace
}  // namespace postern
