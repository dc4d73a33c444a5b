#include "policy/lists.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "policy_kit.hpp"

namespace postern {
namespace {

/// "dkim:a.example", with a `?` behind when it is only claimed; empty when no entry is about the message.
std::string found(std::string_view entry, std::string_view words) {
  AccessList list;
  EXPECT_TRUE(list.add(entry)) << entry;
  const Message message(words);
  const auto match = list.find(message.verdict, message.circumstances);
  if (!match) return "";
  return match->entry + (match->is_verified ? "" : "?");
}

struct Row {
  std::string entry;
  std::string message;
  std::string found;
};

TEST(AccessList, AnEntryIsAboutAMessage) {
  const std::vector<Row> rows{
      {"192.0.2.1", "", "192.0.2.1/32"},
      {"192.0.2.7/24", "", "192.0.2.0/24"},
      {"192.0.2.2", "", ""},
      {"2001:db8::/32", "client=2001:db8:1::1", "2001:db8::/32"},
      {"::/0", "", ""},
      {"192.0.2.0/24", "client=", ""},
      {"bounce.example", "", "bounce.example?"},
      {"bounce.example", "spf=fail", "bounce.example?"},
      {"bounce.example", "spf=pass", "bounce.example?"},  // From may say anything
      {"bounce.example", "sender=<> spf=pass", ""},
      {".example", "spf=pass", ".example?"},
      {"example.com", "", "example.com?"},
      {"example.com", "dmarc=pass/none", "example.com"},
      {"example.com", "dmarc=fail/none spf=pass", "example.com?"},
      {"dkim:a.example", "dkim=pass:a.example", "dkim:a.example"},
      {"dkim:a.example", "dkim=fail:b.example dkim=pass:A.Example", "dkim:a.example"},
      {"dkim:a.example", "dkim=fail:a.example", ""},
      {"dkim:a.example", "dkim=temperror:a.example", ""},
      {"dkim:.example", "dkim=pass:a.example", "dkim:.example"},
      {"dkim:a.example", "", ""},
      {"spf:bounce.example", "spf=pass", "spf:bounce.example"},
      {"spf:bounce.example", "spf=neutral", ""},
      {"spf:bounce.example", "spf=pass sender=<>", ""},
      {"helo:mail.example", "", "helo:mail.example?"},
      {"helo:mail.example", "spf-helo=pass", "helo:mail.example"},
      {"helo:other.example", "", ""},
      {"list-id:l.example", "list-id=l.example", "list-id:l.example?"},
      {"list-id:l.example", "", ""},
  };
  for (const auto& [entry, message, expected] : rows) {
    EXPECT_EQ(found(entry, message), expected) << entry << " for " << message;
  }
}

TEST(AccessList, WhatIsVerifiedCountsBeforeWhatIsClaimed) {
  AccessList list;
  for (const auto* entry : {"helo:mail.example", "example.com", "dkim:a.example"})
    ASSERT_TRUE(list.add(entry));
  const Message message("dkim=pass:a.example");
  EXPECT_EQ(list.find(message.verdict, message.circumstances), (ListMatch{"dkim:a.example", true}));
}

TEST(AccessList, OtherTextsAreNoEntries) {
  for (const auto* text :
       {"", ".", "192.0.2.0/33", "192.0.2.1/", "two words", "dkim:", "dkmi:a.example", "spf:a b",
        "*.example.com", "a@example.com", "list-id:", "helo:<>", "a..b", ":25", "\xff.example"}) {
    EXPECT_FALSE(is_list_entry(text)) << text;
  }
}

class AccessListFile : public testing::Test {
 protected:
  AccessListFile() : path(testing::TempDir() + "access-list") {}
  ~AccessListFile() override { std::filesystem::remove(path); }
  void write(const std::string& text) const { std::ofstream(path) << text; }
  std::string complaint() const {
    try {
      [[maybe_unused]] const auto list = read_access_list({}, path);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }
  std::string path;
};

TEST_F(AccessListFile, HasOneEntryALineAndComments) {
  write("# partners\n\n  192.0.2.1  # the first\r\nspf:bounce.example\n#10.0.0.1");
  const auto list = read_access_list({"dkim:a.example"}, path);
  const auto finds = [&list](std::string_view words) {
    const Message message(words);
    return list.find(message.verdict, message.circumstances).has_value();
  };
  EXPECT_TRUE(finds(""));
  EXPECT_TRUE(finds("client=198.51.100.1 spf=pass"));
  EXPECT_TRUE(finds("client=198.51.100.1 dkim=pass:a.example"));
  EXPECT_FALSE(finds("client=10.0.0.1"));
}

TEST_F(AccessListFile, AMistakeIsNamedByItsLine) {
  write("192.0.2.1\n\nnot \x1b an entry\n");
  EXPECT_EQ(complaint(),
            path + ":3: \"not \\x1b an entry\" is no entry of a list: give " + std::string(list_entry_forms));
}

TEST_F(AccessListFile, OneThatIsNotThereIsAnError) {
  EXPECT_EQ(complaint(), "cannot read " + path);
  path = testing::TempDir();
  EXPECT_EQ(complaint(), "cannot read " + path + ": it is no regular file");
  path.clear();
}

TEST_F(AccessListFile, NobodyIsWaitedForAtTheEndOfAPipe) {
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(complaint(), "cannot read " + path + ": it is no regular file");
}

TEST_F(AccessListFile, MayHaveAHundredThousandLines) {
  std::string text;
  for (int index = 0; index < 50'000; ++index) {
    text += "host" + std::to_string(index) + ".example.net\n10." + std::to_string(index / 256) + "." +
            std::to_string(index % 256) + ".0/24\n";
  }
  write(text);
  const auto list = read_access_list({}, path);
  const auto finds = [&list](std::string_view words) {
    const Message message(words);
    return list.find(message.verdict, message.circumstances).has_value();
  };
  for (int times = 0; times < 1000; ++times) {
    ASSERT_TRUE(finds("sender=a@host49999.example.net"));
    ASSERT_TRUE(finds("client=10.195.79.200"));
    ASSERT_FALSE(finds("client=10.195.80.200 sender=a@host50000.example.net"));
  }
}

}  // namespace
}  // namespace postern
