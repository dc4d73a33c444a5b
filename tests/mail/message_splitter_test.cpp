#include "mail/message_splitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace postern::mail {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What came out of a splitter, without how the body was cut.
struct Parts {
  std::vector<std::string> fields;
  int ends_of_header = 0;
  bool blank_line = false;
  std::string body;

  std::string message() const {
    std::string whole;
    for (const auto& field : fields) whole += field;
    return whole + (blank_line ? "\r\n" : "") + body;
  }
  bool operator==(const Parts&) const = default;
};

void drain(MessageSplitter& splitter, Parts& parts) {
  for (;;) {
    const auto event = splitter.next();
    if (std::holds_alternative<MessageSplitter::NeedMore>(event)) return;
    if (const auto* field = std::get_if<MessageSplitter::Field>(&event)) {
      EXPECT_EQ(parts.ends_of_header, 0);
      parts.fields.emplace_back(field->field.raw());
    } else if (const auto* end = std::get_if<MessageSplitter::EndOfHeader>(&event)) {
      ++parts.ends_of_header;
      parts.blank_line = end->blank_line;
    } else {
      EXPECT_EQ(parts.ends_of_header, 1);
      parts.body += std::get<MessageSplitter::BodyView>(event).octets;
    }
  }
}

// Each chunk is a copy that is gone before the next is fed, so that ASan sees a look back.
Parts split(const std::vector<std::string_view>& chunks) {
  MessageSplitter splitter;
  Parts parts;
  for (const auto chunk : chunks) {
    const std::vector<char> copy(chunk.begin(), chunk.end());
    splitter.feed({copy.data(), copy.size()});
    drain(splitter, parts);
  }
  splitter.finish();
  drain(splitter, parts);
  EXPECT_EQ(splitter.pending(), 0u);
  return parts;
}

Parts split(std::string_view message) {
  return split(std::vector{message});
}

TEST(MessageSplitter, SplitsFieldsBlankLineAndBody) {
  const auto parts = split("From: a@b\r\nSubject: x\r\n y\r\n\r\nHello\r\n\r\nFrom: body\r\n");
  EXPECT_THAT(parts.fields, ElementsAre("From: a@b\r\n", "Subject: x\r\n y\r\n"));
  EXPECT_TRUE(parts.blank_line);
  EXPECT_EQ(parts.body, "Hello\r\n\r\nFrom: body\r\n");
}

TEST(MessageSplitter, EndsTheHeaderOfAnEmptyMessage) {
  const auto parts = split("");
  EXPECT_EQ(parts.ends_of_header, 1);
  EXPECT_FALSE(parts.blank_line);
  EXPECT_THAT(parts.fields, IsEmpty());
}

TEST(MessageSplitter, KnowsAMessageWithoutHeader) {
  const auto parts = split("\r\nbody");
  EXPECT_THAT(parts.fields, IsEmpty());
  EXPECT_TRUE(parts.blank_line);
  EXPECT_EQ(parts.body, "body");
}

TEST(MessageSplitter, KnowsAMessageWithoutBlankLine) {
  const auto parts = split("A: 1\r\nB: 2\r\n");
  EXPECT_THAT(parts.fields, ElementsAre("A: 1\r\n", "B: 2\r\n"));
  EXPECT_FALSE(parts.blank_line);
}

TEST(MessageSplitter, KeepsALastLineWithoutItsEnd) {
  EXPECT_THAT(split("A: 1\r\nB: 2").fields, ElementsAre("A: 1\r\n", "B: 2"));
  EXPECT_THAT(split("A: 1\r\n\r").fields, ElementsAre("A: 1\r\n", "\r"));
  EXPECT_THAT(split("A: 1\r\n B").fields, ElementsAre("A: 1\r\n B"));
}

TEST(MessageSplitter, KeepsAHeaderThatBeginsWithABlank) {
  EXPECT_THAT(split(" lost\r\n line\r\nA: 1\r\n\r\n").fields, ElementsAre(" lost\r\n line\r\n", "A: 1\r\n"));
}

TEST(MessageSplitter, KeepsALineWithoutColonInPlace) {
  EXPECT_THAT(split("A: 1\r\nno colon\r\nB: 2\r\n\r\n").fields,
              ElementsAre("A: 1\r\n", "no colon\r\n", "B: 2\r\n"));
}

TEST(MessageSplitter, ALineOfBlanksContinuesAField) {
  EXPECT_THAT(split("A: 1\r\n \r\nB: 2\r\n\r\n").fields, ElementsAre("A: 1\r\n \r\n", "B: 2\r\n"));
}

TEST(MessageSplitter, OnlyCrlfEndsALine) {
  const auto parts = split("A: 1\nB: 2\rC: 3\n\nD: 4\r\n\n\r\n\r\nbody");
  EXPECT_THAT(parts.fields, ElementsAre("A: 1\nB: 2\rC: 3\n\nD: 4\r\n", "\n\r\n"));
  EXPECT_EQ(parts.body, "body");
}

TEST(MessageSplitter, OctetsAreOctets) {
  const auto message = "A: \xff\0\r\n\r\n\0\x80\r\n"s;
  EXPECT_EQ(split(message).message(), message);
}

TEST(MessageSplitter, PassesALineOfAMegabyte) {
  const std::string line(1 << 20, 'x');
  const auto parts = split("A: " + line + "\r\n\r\n" + line);
  EXPECT_THAT(parts.fields, ElementsAre("A: " + line + "\r\n"));
  EXPECT_EQ(parts.body, line);
}

TEST(MessageSplitter, BodyIsAViewOfTheChunk) {
  const std::string chunk = "\r\nbody";
  MessageSplitter splitter;
  splitter.feed(chunk);
  EXPECT_TRUE(std::holds_alternative<MessageSplitter::EndOfHeader>(splitter.next()));
  const auto event = splitter.next();
  EXPECT_EQ(std::get<MessageSplitter::BodyView>(event).octets.data(), chunk.data() + 2);
}

TEST(MessageSplitter, TellsHowMuchItHolds) {
  MessageSplitter splitter;
  Parts parts;
  splitter.feed("A: 1\r\n");
  drain(splitter, parts);
  EXPECT_EQ(splitter.pending(), 6u);
  splitter.feed(" more");
  drain(splitter, parts);
  EXPECT_EQ(splitter.pending(), 11u);
  splitter.feed("\r\nB");
  drain(splitter, parts);
  EXPECT_THAT(parts.fields, ElementsAre("A: 1\r\n more\r\n"));
  EXPECT_EQ(splitter.pending(), 1u);
}

TEST(MessageSplitter, GivesTheSameForEveryChunkingAndLosesNothing) {
  for (const auto& message :
       {""s, "\r\n"s, "\r"s, "\n"s, "\r\r\n"s, "\r\n\r\n"s, "A: 1"s, "A: 1\r\n"s, "A: 1\r\n\r"s,
        "A: 1\r\n\r\n"s, " A\r\n\tB\r\nC\r\n\r\nbody\r\n"s, "A: 1\nB\r\n \r\n\r\r\n\r\nbody"s,
        "A:\r\n\r\n.\r\n\r\n"s, "no colon\r\n\r\n\0\xff"s, "A: 1\r\n\n\r\nB\r\n\r\n"s}) {
    const auto whole = split(message);
    EXPECT_EQ(whole.message(), message);
    std::vector<std::string_view> octets;
    for (std::size_t at = 0; at < message.size(); ++at) {
      const std::string_view view = message;
      EXPECT_EQ(split({view.substr(0, at), view.substr(at)}), whole) << at << " of " << message;
      octets.push_back(view.substr(at, 1));
    }
    EXPECT_EQ(split(octets), whole) << message;
  }
}

}  // namespace
}  // namespace postern::mail
