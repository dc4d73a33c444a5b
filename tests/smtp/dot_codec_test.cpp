#include "smtp/dot_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace postern::smtp {
namespace {

using namespace std::string_literals;

/// What a decoder made of the octets of a connection: `rest` is there when the message ended.
struct Decoded {
  std::string message;
  std::optional<std::string> rest;
  StrayOctets stray;
  bool operator==(const Decoded&) const = default;
};

// Each chunk is a copy that is gone before the next is fed, so that ASan sees a look back.
Decoded decode(const std::vector<std::string_view>& chunks) {
  DotDecoder decoder;
  Decoded result;
  for (const auto chunk : chunks) {
    if (result.rest) {
      *result.rest += chunk;
      continue;
    }
    const std::vector<char> copy(chunk.begin(), chunk.end());
    decoder.feed({copy.data(), copy.size()});
    auto event = decoder.next();
    for (; std::holds_alternative<DotDecoder::OctetsView>(event); event = decoder.next()) {
      const auto octets = std::get<DotDecoder::OctetsView>(event).octets;
      EXPECT_FALSE(octets.empty());
      result.message += octets;
    }
    if (std::holds_alternative<DotDecoder::End>(event)) result.rest = std::string(decoder.rest());
  }
  result.stray = decoder.stray();
  return result;
}

// The same, with a check that no cut into one, two, three or single octets makes a difference.
Decoded decode_in_every_chunking(std::string_view octets) {
  const auto whole = decode({octets});
  std::vector<std::string_view> single;
  for (std::size_t i = 0; i < octets.size(); ++i) single.push_back(octets.substr(i, 1));
  EXPECT_EQ(decode(single), whole);
  for (std::size_t a = 0; a <= octets.size(); ++a) {
    for (std::size_t b = a; b <= octets.size(); ++b) {
      EXPECT_EQ(decode({octets.substr(0, a), octets.substr(a, b - a), octets.substr(b)}), whole)
          << a << ' ' << b;
    }
  }
  return whole;
}

std::string encode(const std::vector<std::string_view>& chunks) {
  DotEncoder encoder;
  std::string out;
  for (const auto chunk : chunks) encoder.encode(chunk, out);
  encoder.finish(out);
  return out;
}

TEST(DotDecoder, GivesTheMessageUpToTheDot) {
  const auto decoded = decode_in_every_chunking("Subject: x\r\n\r\nHello\r\n.\r\nQUIT\r\n");
  EXPECT_EQ(decoded.message, "Subject: x\r\n\r\nHello\r\n");
  EXPECT_EQ(decoded.rest, "QUIT\r\n");
  EXPECT_EQ(decoded.stray, StrayOctets{});
}

TEST(DotDecoder, EndsAnEmptyMessageAtOnce) {
  const auto decoded = decode_in_every_chunking(".\r\nRSET\r\n");
  EXPECT_EQ(decoded.message, "");
  EXPECT_EQ(decoded.rest, "RSET\r\n");
}

TEST(DotDecoder, RemovesTheDotThatBeginsALine) {  // RFC 5321 §4.5.2
  const auto decoded = decode_in_every_chunking("..a\r\n..\r\n.b\r\n...\r\n.\r\n");
  EXPECT_EQ(decoded.message, ".a\r\n.\r\nb\r\n..\r\n");
  EXPECT_EQ(decoded.rest, "");
}

TEST(DotDecoder, KeepsDotInsideLine) {
  EXPECT_EQ(decode_in_every_chunking("a.b.\r\n .\r\n.\r\n").message, "a.b.\r\n .\r\n");
}

TEST(DotDecoder, PassesBlankLinesAndOctetsOver127) {
  EXPECT_EQ(decode_in_every_chunking("\r\n\r\n\xff\xfe\r\n.\r\n").message, "\r\n\r\n\xff\xfe\r\n");
}

TEST(DotDecoder, SaysEndAgain) {
  DotDecoder decoder;
  decoder.feed(".\r\nX");
  EXPECT_TRUE(std::holds_alternative<DotDecoder::End>(decoder.next()));
  EXPECT_TRUE(std::holds_alternative<DotDecoder::End>(decoder.next()));
  EXPECT_EQ(decoder.rest(), "X");
}

TEST(DotDecoder, GivesViewsOfTheChunk) {
  const auto octets = "line\r\nline\r\n"s;
  DotDecoder decoder;
  decoder.feed(octets);
  const auto event = decoder.next();
  ASSERT_TRUE(std::holds_alternative<DotDecoder::OctetsView>(event));
  EXPECT_EQ(std::get<DotDecoder::OctetsView>(event).octets.data(), octets.data());
  EXPECT_EQ(std::get<DotDecoder::OctetsView>(event).octets.size(), octets.size());
}

TEST(DotDecoder, DoesNotJudgeWhatComesAfterTheEnd) {
  EXPECT_EQ(decode_in_every_chunking("a\r\n.\r\nNOOP\n\0\r"s).stray, StrayOctets{});
}

TEST(DotDecoder, NotesACrThatTheEndOfTheLineFollows) {
  EXPECT_EQ(decode_in_every_chunking("a\r\r\n.\r\n").stray, StrayOctets{.bare_cr = true});
}

struct Encoded {
  std::string message;
  std::string data;
};

const std::vector<Encoded>& encoded_messages() {
  static const std::vector<Encoded> table{
      {"", ".\r\n"},
      {"a\r\n", "a\r\n.\r\n"},
      {"a", "a\r\n.\r\n"},
      {"a\r", "a\r\r\n.\r\n"},
      {"a\n", "a\n\r\n.\r\n"},
      {".", "..\r\n.\r\n"},
      {".\r\n", "..\r\n.\r\n"},
      {"..a\r\n.b\r\nc.\r\n", "...a\r\n..b\r\nc.\r\n.\r\n"},
      {"\r\n.\r\n", "\r\n..\r\n.\r\n"},
      {"a\r.\r\n", "a\r.\r\n.\r\n"},
      {"a\n.\r\n", "a\n.\r\n.\r\n"},
  };
  return table;
}

TEST(DotEncoder, DoublesTheDotThatBeginsALineInAnyChunking) {
  for (const auto& [message, data] : encoded_messages()) {
    const std::string_view octets = message;
    for (std::size_t a = 0; a <= octets.size(); ++a) {
      for (std::size_t b = a; b <= octets.size(); ++b) {
        EXPECT_EQ(encode({octets.substr(0, a), octets.substr(a, b - a), octets.substr(b)}), data)
            << a << ' ' << b;
      }
    }
  }
}

// All messages of up to six of the octets that matter. One that does not end in CRLF gains one.
TEST(DotCodec, RoundTripsEveryShortMessage) {
  constexpr std::string_view alphabet = "\r\n.a";
  for (std::size_t length = 0; length <= 6; ++length) {
    const std::size_t count = std::size_t{1} << (2 * length);
    for (std::size_t number = 0; number < count; ++number) {
      std::string message;
      for (std::size_t i = 0; i < length; ++i) message += alphabet[(number >> (2 * i)) & 3];
      const bool is_whole = message.empty() || message.ends_with("\r\n");
      const auto decoded = decode({encode({message}) + "QUIT\r\n"});
      ASSERT_EQ(decoded.message, message + (is_whole ? "" : "\r\n"));
      ASSERT_EQ(decoded.rest, "QUIT\r\n");
    }
  }
}

}  // namespace
}  // namespace postern::smtp
