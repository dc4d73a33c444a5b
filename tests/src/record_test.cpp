#include "server/record.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace postern {
namespace {

using namespace std::string_literals;

TEST(FormatText, WritesPlainValuesAsTheyAre) {
  EXPECT_EQ(format_text({{"id", "abc"}, {"size", std::uint64_t{7}}}), "id=abc size=7");
}

TEST(JoinDistinct, SaysEachTextOnceAndInOrder) {
  EXPECT_EQ(join_distinct({"b", "", "a", "b", "ab"}), "b | a | ab");
  EXPECT_EQ(join_distinct({"", ""}), "");
}

class HostileText : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(HostileText, IsOneQuotedValue) {
  const auto& [value, written] = GetParam();
  EXPECT_EQ(format_text({{"helo", value}, {"end", "x"}}), "helo=" + written + " end=x");
}

INSTANTIATE_TEST_SUITE_P(
    Values, HostileText,
    testing::Values(std::pair{"a ending=delivered"s, R"("a ending=delivered")"s},
                    std::pair{"a=b"s, R"("a=b")"s},
                    std::pair{R"(a" ending=delivered x=")"s, R"("a\" ending=delivered x=\"")"s},
                    std::pair{R"(a\)"s, R"("a\x5c")"s}, std::pair{R"(a\" b=c)"s, R"("a\x5c\" b=c")"s},
                    std::pair{"a\r\nid=1"s, R"("a\x0d\x0aid=1")"s}, std::pair{"a\tb"s, R"("a\x09b")"s},
                    std::pair{"a\0b"s, R"("a\x00b")"s}, std::pair{"\x1b[2J"s, R"("\x1b[2J")"s},
                    std::pair{"\x7f"s, R"("\x7f")"s}, std::pair{""s, R"("")"s},
                    std::pair{"\xc3\xa9"s, "\"\xc3\xa9\""s}));

TEST(FormatText, QuotesAListAsOneValue) {
  EXPECT_EQ(format_text({{"to", std::vector<std::string>{"a@b", "\" x=\"@c"}}}), R"(to="a@b, \" x=\"@c")");
}

TEST(FormatJson, ParsesBack) {
  const std::string hostile = "a\"\\\r\n\t\0\x1b\"}{\"ending\":\"delivered"s;
  const auto parsed = nlohmann::json::parse(format_json(
      {{"helo", hostile}, {"size", std::uint64_t{1} << 63}, {"to", std::vector<std::string>{hostile, ""}}}));
  EXPECT_EQ(parsed.size(), 3u);
  EXPECT_EQ(parsed.at("helo"), hostile);
  EXPECT_EQ(parsed.at("size"), std::uint64_t{1} << 63);
  EXPECT_EQ(parsed.at("to"), (nlohmann::json{hostile, ""}));
}

TEST(FormatJson, IsOneLine) {
  EXPECT_EQ(format_json({{"helo", "a\r\nb"}}).find_first_of("\r\n"), std::string::npos);
}

TEST(FormatJson, ReplacesWhatIsNotUtf8) {
  const auto parsed = nlohmann::json::parse(format_json({{"helo",
                                                          "a\xff"
                                                          "b"}}));
  EXPECT_EQ(parsed.at("helo"),
            "a\xef\xbf\xbd"
            "b");
}

TEST(Describe, LeavesOutWhatIsEmpty) {
  TransactionRecord record;
  record.id = "abc";
  const auto text = format_text(describe(record, record.began));
  EXPECT_EQ(text.find("helo="), text.npos);
  EXPECT_EQ(text.find("to="), text.npos);
}

TEST(Describe, NamesTheNullSender) {
  const TransactionRecord record;
  EXPECT_NE(format_text(describe(record, record.began)).find("from=<>"), std::string::npos);
}

TEST(Describe, TellsTheTimesInMilliseconds) {
  using namespace std::chrono_literals;
  TransactionRecord record;
  record.received = record.began + 1s;
  record.judged = record.began + 1250ms;
  const auto text = format_text(describe(record, record.began + 2s));
  EXPECT_NE(text.find("ms=2000 ms-after-dot=1000 ms-checks=250"), text.npos) << text;
}

}  // namespace
}  // namespace postern
