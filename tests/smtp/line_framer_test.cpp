#include "smtp/line_framer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace postern::smtp {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;

std::string describe(const StrayOctets& stray) {
  return "bad"s + (stray.bare_lf ? " lf" : "") + (stray.bare_cr ? " cr" : "") + (stray.nul ? " nul" : "");
}

// Appends each event until NeedMore: a line as "=text", others as words.
void drain(LineFramer& framer, std::vector<std::string>& events) {
  for (;;) {
    const auto event = framer.next();
    if (std::holds_alternative<LineFramer::NeedMore>(event)) return;
    if (const auto* line = std::get_if<LineFramer::Line>(&event)) events.push_back('=' + line->text);
    if (std::holds_alternative<LineFramer::TooLong>(event)) events.emplace_back("too long");
    if (const auto* bad = std::get_if<LineFramer::BadLine>(&event)) events.push_back(describe(bad->stray));
  }
}

std::vector<std::string> frame(const std::vector<std::string_view>& chunks, std::size_t limit) {
  LineFramer framer(limit);
  std::vector<std::string> events;
  for (const auto chunk : chunks) {
    framer.feed(chunk);
    drain(framer, events);
  }
  return events;
}

// With a check that no cut into three makes a difference.
std::vector<std::string> frame(std::string_view octets, std::size_t limit = LineFramer::default_limit) {
  const auto whole = frame(std::vector{octets}, limit);
  for (std::size_t a = 0; a <= octets.size(); ++a) {
    for (std::size_t b = a; b <= octets.size(); ++b) {
      EXPECT_EQ(frame({octets.substr(0, a), octets.substr(a, b - a), octets.substr(b)}, limit), whole);
    }
  }
  return whole;
}

TEST(LineFramer, GivesLinesWithoutCrlf) {
  EXPECT_THAT(frame("EHLO a\r\n\r\nQUIT\r\nNOO"), ElementsAre("=EHLO a", "=", "=QUIT"));
}

TEST(LineFramer, EndsALineWithCrlfOnly) {  // RFC 5321 §2.3.8
  EXPECT_THAT(frame("NOOP\nRSET\r\nQUIT\r\n"), ElementsAre("bad lf", "=QUIT"));
  EXPECT_THAT(frame("NOOP\rRSET\r\nQUIT\r\n"), ElementsAre("bad cr", "=QUIT"));
  EXPECT_THAT(frame("NOOP\r\r\nQUIT\r\n"), ElementsAre("bad cr", "=QUIT"));
  EXPECT_THAT(frame("\n\r\nQUIT\r\n"), ElementsAre("bad lf", "=QUIT"));
  EXPECT_THAT(frame("A\0B\r\nQUIT\r\n"s), ElementsAre("bad nul", "=QUIT"));
  EXPECT_THAT(frame("A\0\n\rB\r\nQUIT\r\n"s), ElementsAre("bad lf cr nul", "=QUIT"));
}

TEST(LineFramer, CountsTheLineWithItsCrlf) {
  EXPECT_THAT(frame("12345678\r\nx\r\n", 10), ElementsAre("=12345678", "=x"));
  EXPECT_THAT(frame("123456789\r\nx\r\n", 10), ElementsAre("too long", "=x"));
  EXPECT_THAT(frame("1234567890123456789012345\r\nx\r\n", 10), ElementsAre("too long", "=x"));
  EXPECT_THAT(frame("123456789012345\n\r\rx\r\nx\r\n", 10), ElementsAre("too long", "=x"));
}

TEST(LineFramer, KeepsNothingOfALineOverTheLimit) {
  LineFramer framer(100);
  const std::string chunk(1000, 'a');
  for (int i = 0; i < 1000; ++i) {
    framer.feed(chunk);
    EXPECT_TRUE(std::holds_alternative<LineFramer::NeedMore>(framer.next()));
    EXPECT_EQ(framer.buffered().size(), 0u);
    EXPECT_TRUE(framer.has_partial_line());
  }
  framer.feed("\r\nQUIT\r\n");
  std::vector<std::string> events;
  drain(framer, events);
  EXPECT_THAT(events, ElementsAre("too long", "=QUIT"));
}

TEST(LineFramer, KeepsWhatComesAfterTheLine) {
  LineFramer framer;
  framer.feed("DATA\r\nSubject: \n x");
  EXPECT_TRUE(std::holds_alternative<LineFramer::Line>(framer.next()));
  EXPECT_EQ(framer.buffered(), "Subject: \n x");
  EXPECT_EQ(framer.take_buffered(), "Subject: \n x");
  EXPECT_EQ(framer.buffered(), "");
  framer.feed("QUIT\r\n");
  std::vector<std::string> events;
  drain(framer, events);
  EXPECT_THAT(events, ElementsAre("=QUIT"));
}

TEST(LineFramer, ForgetsWhatItLookedAtWhenTheBufferIsTaken) {
  LineFramer framer;
  framer.feed("a\nb\r");
  EXPECT_TRUE(std::holds_alternative<LineFramer::NeedMore>(framer.next()));
  EXPECT_TRUE(framer.stray().bare_lf);
  EXPECT_EQ(framer.take_buffered(), "a\nb\r");
  framer.feed("\r\nNOOP\r\n");
  std::vector<std::string> events;
  drain(framer, events);
  EXPECT_THAT(events, ElementsAre("=", "=NOOP"));
}

TEST(LineFramer, SurvivesManyLinesInOneChunkAndManyChunks) {
  LineFramer framer;
  std::vector<std::string> events;
  for (int i = 0; i < 100; ++i) {
    framer.feed("one\r\ntwo\r\nthr");
    drain(framer, events);
    framer.feed("ee\r");
    drain(framer, events);
    framer.feed("\n");
    drain(framer, events);
  }
  ASSERT_EQ(events.size(), 300u);
  EXPECT_EQ(events[298], "=two");
  EXPECT_EQ(events[299], "=three");
  EXPECT_FALSE(framer.has_partial_line());
}

}  // namespace
}  // namespace postern::smtp
