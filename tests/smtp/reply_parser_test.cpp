#include "smtp/reply_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace postern::smtp {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;

/// All replies found, and the error that ended them, if any.
struct Parsed {
  std::vector<Reply> replies;
  std::optional<ReplyError> error;
  bool operator==(const Parsed&) const = default;
};

Parsed parse(const std::vector<std::string_view>& chunks) {
  ReplyParser parser;
  Parsed parsed;
  for (const auto chunk : chunks) {
    parser.feed(chunk);
    for (;;) {
      auto reply = parser.next();
      if (!reply) {
        parsed.error = reply.error();
        return parsed;
      }
      if (!*reply) break;
      parsed.replies.push_back(std::move(**reply));
    }
  }
  return parsed;
}

// With a check that no cut into three makes a difference.
Parsed parse(std::string_view octets) {
  const auto whole = parse(std::vector{octets});
  for (std::size_t a = 0; a <= octets.size(); ++a) {
    for (std::size_t b = a; b <= octets.size(); ++b) {
      EXPECT_EQ(parse({octets.substr(0, a), octets.substr(a, b - a), octets.substr(b)}), whole)
          << a << ' ' << b;
    }
  }
  return whole;
}

TEST(ReplyParser, ReadsTheMultilineExample) {  // RFC 5321 §4.2.1
  const auto parsed = parse(
      "250-First line\r\n250-Second line\r\n250-234 Text beginning with numbers\r\n250 The last line\r\n");
  EXPECT_EQ(parsed.error, std::nullopt);
  EXPECT_THAT(parsed.replies,
              ElementsAre(Reply{.code = 250,
                                .lines = {"First line", "Second line", "234 Text beginning with numbers",
                                          "The last line"}}));
}

TEST(ReplyParser, ReadsOneReplyAfterTheOther) {
  EXPECT_THAT(parse("220-a\r\n220 b\r\n250 c\r\n354 d\r\n").replies,
              ElementsAre(Reply{.code = 220, .lines = {"a", "b"}}, Reply{.code = 250, .lines = {"c"}},
                          Reply{.code = 354, .lines = {"d"}}));
}

TEST(ReplyParser, ReadsACodeWithoutText) {  // RFC 5321 §4.2: receivers must take a code alone
  EXPECT_THAT(parse("250\r\n").replies, ElementsAre(Reply{.code = 250, .lines = {""}}));
  EXPECT_THAT(parse("250-\r\n250 \r\n").replies, ElementsAre(Reply{.code = 250, .lines = {"", ""}}));
}

TEST(ReplyParser, KeepsTheTextAsItIs) {
  EXPECT_THAT(parse("250  2.0.0  Ok \t\xff\r\n").replies,
              ElementsAre(Reply{.code = 250, .lines = {" 2.0.0  Ok \t\xff"}}));
}

TEST(ReplyParser, RefusesWhatIsNoReply) {
  struct Case {
    std::string octets;
    ReplyError error;
  };
  using enum ReplyError;
  const std::vector<Case> table{
      {"\r\n", bad_line},
      {"25\r\n", bad_line},
      {"Hello\r\n", bad_line},
      {"250:Ok\r\n", bad_line},
      {"2500 Ok\r\n", bad_line},
      {" 250 Ok\r\n", bad_line},
      {"+25 Ok\r\n", bad_line},
      {"199 Ok\r\n", bad_line},
      {"600 Ok\r\n", bad_line},
      {"HTTP/1.1 400 Bad Request\r\n", bad_line},
      {"250-a\r\n251 b\r\n", mixed_codes},
      {"250-a\r\n550-b\r\n550 c\r\n", mixed_codes},
      {"250 Ok\n", stray_octets},
      {"250-a\n250 b\r\n", stray_octets},
      {"250 a\rb\r\n", stray_octets},
      {"250 a\0b\r\n"s, stray_octets},
  };
  for (const auto& [octets, error] : table) EXPECT_EQ(parse(octets).error, error) << octets;
}

TEST(ReplyParser, StaysInError) {
  ReplyParser parser;
  parser.feed("Hello\r\n");
  EXPECT_FALSE(parser.next().has_value());
  parser.feed("250 Ok\r\n");
  EXPECT_FALSE(parser.next().has_value());
}

TEST(ReplyParser, BoundsTheLine) {
  const auto longest = "250 " + std::string(ReplyParser::max_line - 6, 'a') + "\r\n";
  EXPECT_EQ(parse(std::vector<std::string_view>{longest}).error, std::nullopt);
  const auto longer = "250 " + std::string(ReplyParser::max_line - 5, 'a') + "\r\n";
  EXPECT_EQ(parse(std::vector<std::string_view>{longer}).error, ReplyError::too_long);
}

TEST(ReplyParser, BoundsTheNumberOfLines) {
  std::string octets;
  for (std::size_t i = 1; i < ReplyParser::max_lines; ++i) octets += "250-a\r\n";
  EXPECT_EQ(parse(std::vector<std::string_view>{octets + "250 a\r\n"}).error, std::nullopt);
  EXPECT_EQ(parse(std::vector<std::string_view>{octets + "250-a\r\n250 a\r\n"}).error, ReplyError::too_long);
}

TEST(ReplyParser, BoundsTheWhole) {
  const auto line = "250-" + std::string(4000, 'a') + "\r\n";
  std::string octets;
  while (octets.size() + line.size() <= ReplyParser::max_octets) octets += line;
  EXPECT_EQ(parse(std::vector<std::string_view>{octets + "250 a\r\n"}).error, std::nullopt);
  EXPECT_EQ(parse(std::vector<std::string_view>{octets + line}).error, ReplyError::too_long);
}

TEST(ReplyParser, CountsEachReplyAnew) {
  std::string octets;
  for (std::size_t i = 0; i < 3 * ReplyParser::max_lines; ++i)
    octets += "250 " + std::string(400, 'a') + "\r\n";
  EXPECT_EQ(parse(std::vector<std::string_view>{octets}).replies.size(), 3 * ReplyParser::max_lines);
}

TEST(ReplyParser, KnowsThatTheServerSpokeOutOfTurn) {
  for (const std::string extra : {"4", "421 bye\r\n", "250-a\r\n"}) {
    ReplyParser parser;
    parser.feed("250 Ok\r\n");
    EXPECT_TRUE(parser.next().has_value());
    EXPECT_FALSE(parser.has_leftover());
    parser.feed(extra);
    EXPECT_TRUE(parser.has_leftover());
  }
  ReplyParser parser;
  parser.feed("250-a\r\n");
  EXPECT_EQ(*parser.next(), std::nullopt);
  EXPECT_TRUE(parser.has_leftover());
}

TEST(ReplyParser, ReadsWhatFormatReplyWrites) {
  for (const Reply& reply :
       {Reply{.code = 250, .lines = {"2.0.0 Ok"}}, Reply{.code = 550, .lines = {"", "5.1.1 a", ""}}}) {
    EXPECT_THAT(parse(format_reply(reply)).replies, ElementsAre(reply));
  }
}

}  // namespace
}  // namespace postern::smtp
