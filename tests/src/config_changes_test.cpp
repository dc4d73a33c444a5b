#include "config/changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/build.hpp"

namespace postern {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Configuration configuration_of(std::string_view text) {
  Problems problems;
  const auto file = parse_config_file(text, "f", problems);
  auto built = build_config(file, {}, problems);
  EXPECT_FALSE(has_errors(problems));
  return built.configuration;
}

std::vector<std::string> changes(std::string_view before, std::string_view after) {
  const std::string listener = "listen = \"127.0.0.1:25\"\nupstream = \"127.0.0.1:26\"\n";
  return changes_between(configuration_of(listener + std::string(before)),
                         configuration_of(listener + std::string(after)));
}

TEST(ConfigChanges, OfTheSameAreNone) {
  EXPECT_THAT(changes("max-recipients = 5\n", "max-recipients = 5\n"), IsEmpty());
  EXPECT_THAT(changes("", "max-recipients = 1000\n"), IsEmpty());
}

TEST(ConfigChanges, SayTheOldAndTheNewValue) {
  EXPECT_THAT(
      changes("max-sessions = 100\n", "max-sessions = 50\ntrusted-proxy = []\n"),
      ElementsAre("max-sessions: 100 -> 50", "trusted-proxy of 127.0.0.1:25: 127.0.0.0/8, ::1/128 -> none"));
}

TEST(ConfigChanges, LeaveOutWhatIsLong) {
  EXPECT_THAT(changes("", "trusted-proxy = [\"192.0.2.0/24\", \"198.51.100.0/24\", \"2001:db8::/32\"]\n"),
              ElementsAre("trusted-proxy of 127.0.0.1:25"));
}

TEST(ConfigChanges, AreToldOnceForListenersThatHaveTheSame) {
  const std::string both = "upstream = \"127.0.0.1:26\"\nlisten = [\"127.0.0.1:25\", \"127.0.0.1:24\"]\n";
  EXPECT_THAT(changes_between(configuration_of(both), configuration_of(both + "queue = \"after\"\n")),
              ElementsAre("queue of 127.0.0.1:25, 127.0.0.1:24: before -> after"));
}

TEST(ConfigChanges, AreNotOfListenersThatComeOrGo) {
  EXPECT_THAT(changes_between(configuration_of("listen = \"127.0.0.1:25\"\nupstream = \"127.0.0.1:26\"\n"),
                              configuration_of("listen = \"127.0.0.1:24\"\nupstream = \"127.0.0.1:27\"\n")),
              IsEmpty());
}

TEST(ConfigChanges, NameTheRulesOfPolicy) {
  EXPECT_THAT(changes("", "[[policy.rule]]\nwhen = { spf = \"fail\" }\naction = \"quarantine\"\n"),
              ElementsAre("[[policy.rule]] of 127.0.0.1:25"));
}

}  // namespace
}  // namespace postern
