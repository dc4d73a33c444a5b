#include "check/stored_message.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

namespace postern {
namespace {

using testing::ElementsAre;
namespace fs = std::filesystem;

class StoredMessages : public testing::Test {
 protected:
  StoredMessages() {
    std::string name = (fs::temp_directory_path() / "stored-XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~StoredMessages() override { fs::remove_all(directory_); }

  std::string write(const std::string& name, std::string_view text) const {
    const auto path = directory_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  std::vector<StoredMessage> read(std::string_view text) const {
    MessageFile file(write("file", text));
    std::vector<StoredMessage> messages;
    for (auto message = file.next(); message; message = file.next()) messages.push_back(std::move(*message));
    return messages;
  }

  fs::path directory_;
};

TEST_F(StoredMessages, LineFeedsBecomeLineEnds) {
  const auto messages = read("A: b\n\nbody\n");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].octets, "A: b\r\n\r\nbody\r\n");
  EXPECT_TRUE(messages[0].had_lf);
}

TEST_F(StoredMessages, MixedLineEndsStayAsTheyAre) {
  for (const auto* text : {"A: b\r\n\r\none\ntwo\r\n", "A: b\r\n\r\nbody\r\n", "", "A: b"}) {
    const auto messages = read(text);
    EXPECT_EQ(messages.empty() ? "" : messages[0].octets, text);
    EXPECT_TRUE(messages.empty() || !messages[0].had_lf) << text;
  }
}

TEST_F(StoredMessages, MboxIsCutAtItsSeparators) {
  const auto messages =
      read("From a@b.example Fri May 1\nA: 1\n\none\n\nFrom MAILER-DAEMON Fri May 1\nA: 2\n\ntwo\n");
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].octets, "A: 1\r\n\r\none\r\n");
  EXPECT_EQ(messages[0].envelope_sender, "a@b.example");
  EXPECT_TRUE(messages[0].name.ends_with("file:1"));
  EXPECT_EQ(messages[1].octets, "A: 2\r\n\r\ntwo\r\n");
  EXPECT_EQ(messages[1].envelope_sender, "");
}

TEST_F(StoredMessages, MboxQuotesAreUndone) {
  const auto messages = read("From a Fri May 1\nA: 1\n\n>From here\n>>From there\n>Fromage\n> From\n\n");
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].octets, "A: 1\r\n\r\nFrom here\r\n>From there\r\n>Fromage\r\n> From\r\n");
  EXPECT_EQ(messages[0].envelope_sender, std::nullopt);
}

TEST_F(StoredMessages, MessageThatIsNoMboxKeepsItsQuotes) {
  EXPECT_EQ(read("A: 1\n\n>From here\nFrom there\n")[0].octets, "A: 1\r\n\r\n>From here\r\nFrom there\r\n");
}

TEST_F(StoredMessages, DirectoryHasItsPlainFiles) {
  const auto a = write("mail/a", "");
  const auto b = write("mail/b", "");
  write("mail/.hidden", "");
  write("mail/below/c", "");
  EXPECT_THAT(message_files((directory_ / "mail").string()), ElementsAre(a, b));
  EXPECT_THAT(message_files("-"), ElementsAre("-"));
}

TEST_F(StoredMessages, MaildirHasItsNewAndCurrentOnes) {
  const auto current = write("mail/cur/1:2,S", "");
  const auto fresh = write("mail/new/2", "");
  write("mail/tmp/3", "");
  EXPECT_THAT(message_files((directory_ / "mail").string()), ElementsAre(fresh, current));
}

TEST_F(StoredMessages, MboxIsCutWhereABlankLineOrATimeSaysSo) {
  const auto messages = read(
      "From a@b.example\r\nA: 1\r\n\r\none\r\nFrom here on\r\n"
      "From c Fri May  1 10:00:00 2026\r\nA: 2\r\n\r\nFrom nobody\r\nA: 3\r\n\r\n");
  ASSERT_EQ(messages.size(), 3u);
  EXPECT_EQ(messages[0].octets, "A: 1\r\n\r\none\r\nFrom here on\r\n");
  EXPECT_EQ(messages[0].envelope_sender, "a@b.example");
  EXPECT_EQ(messages[1].octets, "A: 2\r\n");
  EXPECT_EQ(messages[2].octets, "A: 3\r\n");
}

TEST_F(StoredMessages, LinesMayBeLongerThanWhatIsReadAtOnce) {
  const std::string line(200'000, 'a');
  EXPECT_EQ(read("A: b\r\n\r\n" + line + "\r\n" + line)[0].octets, "A: b\r\n\r\n" + line + "\r\n" + line);
}

TEST_F(StoredMessages, LinkThatLeadsInACircleIsForTheReaderToSay) {
  const auto a = write("mail/a", "");
  const auto loop = (directory_ / "mail/loop").string();
  fs::create_symlink("loop", loop);
  EXPECT_THAT(message_files((directory_ / "mail").string()), ElementsAre(a, loop));
  EXPECT_THAT(message_files(loop), ElementsAre(loop));
  EXPECT_THROW(MessageFile{loop}, UnreadableFile);
}

TEST_F(StoredMessages, EmptyFileHasNone) {
  EXPECT_TRUE(read("").empty());
}

TEST_F(StoredMessages, WhatCannotBeReadIsAnError) {
  EXPECT_THROW(MessageFile("/nonexistent"), UnreadableFile);
  EXPECT_THROW(MessageFile(directory_.string()), UnreadableFile);
}

}  // namespace
}  // namespace postern
