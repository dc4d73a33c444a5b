#include "policy/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "config/check.hpp"
#include "config/show.hpp"
#include "policy/presets.hpp"
#include "policy/show.hpp"
#include "policy_kit.hpp"

namespace postern {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> problems_of(std::string_view text) {
  Problems problems;
  [[maybe_unused]] const auto rules = parse_policy_rules(text, "f", problems);
  std::vector<std::string> texts;
  for (const auto& problem : problems) texts.push_back(format(problem));
  return texts;
}

struct Row {
  std::string text;
  std::string problem;
};

std::string rule(const std::string& lines) {
  return "[[policy.rule]]\n" + lines + "\n";
}

std::string reject_when(const std::string& condition) {
  return rule("when = { " + condition + " }\naction = \"reject\"");
}

TEST(PolicyFile, SaysWhereAndWhatWouldBeRight) {
  const std::vector<Row> rows{
      {"policy = 1", "f:1:10: policy: begin each rule with the line [[policy.rule]]"},
      {"[policy.rule]\naction = \"accept\"",
       "f:1:1: policy.rule: begin each rule with the line [[policy.rule]]"},
      {"[[policy.rul]]\naction = \"accept\"", "there is no table in policy 'rul'; did you mean 'rule'?"},
      {"[policy]\npreset = \"enforce\"", "f:2:1: 'policy-preset' is a setting: write it above all tables"},
      {"[policy]\nqueue = \"after\"", "f:2:1: 'queue' is a setting: write it above all tables"},
      {rule("when = { dmarc = \"fail\" }"), "f:1:1: this rule has no action"},
      {rule("action = \"refuse\""),
       "f:2:10: action: give accept, tag, quarantine, defer or reject, in quotes"},
      {rule("action = \"rejct\""), "did you mean 'reject'?"},
      {rule("action = true"), "f:2:10: action: give accept"},
      {rule("acton = \"reject\"\naction = \"reject\""),
       "f:2:1: there is no key of a rule 'acton'; did you mean 'action'?"},
      {rule("when = true\naction = \"reject\""), "f:2:8: when: give { KEY = VALUE, ... }"},
      {reject_when("dmrac = \"fail\""), "f:2:10: rules cannot ask for 'dmrac'; did you mean 'dmarc'?"},
      {reject_when("\"a\\u001b\" = \"fail\""), "rules cannot ask for 'a\\x1b'"},
      {reject_when("dmarc = \"failed\""),
       "f:2:18: dmarc: 'failed' is not valid: give none, pass, fail, temperror or permerror; did you mean "
       "'fail'?"},
      {reject_when("dmarc = \"FAIL\""), "dmarc: 'FAIL' is not valid"},
      {reject_when("dmarc = [\"fail\", \"pas\"]"), "did you mean 'pass'?"},
      {reject_when("dmarc = []"), "f:2:18: dmarc: there is no value, so nothing matches"},
      {reject_when("dmarc = 1"), "f:2:18: dmarc: give a text in quotes, or several as [..., ...]"},
      {reject_when("dmarc = [1]"), "dmarc: give a text in quotes"},
      {reject_when("dmarc = true"), "dmarc: give a text in quotes"},
      {reject_when("tls = \"true\""), "f:2:16: tls: give true or false, without quotes"},
      {reject_when("tls = [true, false]"), "tls: give true or false, without quotes"},
      {reject_when("list-id = \"true\""),
       "list-id: give true or false without quotes, or identifiers in quotes"},
      {reject_when("list-id = [true, \"a.example\"]"), "list-id: give true or false without quotes"},
      {reject_when("list-id = [\"a.example\", \"true\"]"), "list-id: give true or false without quotes"},
      {reject_when("list-id = \"a b\""), "list-id: 'a b' is not valid: give true, false, or identifiers"},
      {reject_when("client-network = \"192.0.2.0/33\""),
       "client-network: '192.0.2.0/33' is not valid: give an address"},
      {reject_when("listener = \"25\""), "listener: '25' is not valid: give a listener"},
      {reject_when("author-domain = \"*.example.com\""),
       "author-domain: '*.example.com' is not valid: give a domain"},
      {reject_when("author-domain = \"<>\""), "author-domain: '<>' is not valid"},
      {reject_when("sender-domain = \"a@b.example\""), "sender-domain: 'a@b.example' is not valid"},
      {reject_when("recipient-domain = \"\""), "recipient-domain: '' is not valid"},
      {reject_when("spf.helo = \"pass\""), "spf: give a text in quotes"},
      {rule("unless = { dmrac = \"fail\" }\naction = \"reject\""), "f:2:12: rules cannot ask for 'dmrac'"},
      {rule("action = \"accept\"\nreply = \"no\""), "f:1:1: reply: only reject and defer answer"},
      {rule("action = \"reject\"\nreply = 550"), "f:3:9: reply: give a text in quotes"},
      {rule("action = \"reject\"\nreply = \"\""), "reply: give a text in quotes"},
      {rule("action = \"reject\"\nreply = \"" + std::string(401, 'x') + "\""),
       "reply: this is longer than 400"},
      {rule("action = \"reject\"\nreply = \"451 no\""), "reply: the code 451 does not fit: reject says 5xx"},
      {rule("action = \"defer\"\nreply = \"550 no\""), "reply: the code 550 does not fit: defer says 4xx"},
      {rule("action = \"defer\"\nreply = \"421 no\""), "421 would close the connection"},
      {rule("action = \"reject\"\nreply = \"250 yes\""), "reply: the code 250 does not fit"},
      {rule("action = \"reject\"\nreply = \"550 4.7.1 no\""), "reply: the enhanced code 4.7.1 does not fit"},
      {rule("action = \"reject\"\nreply = \"550 5.7.1\""), "reply: a reply needs a text"},
      {rule("action = \"reject\"\nreply = \"{autor-domain}\""),
       "reply: there is no placeholder {autor-domain}; did you mean {author-domain}?"},
      {rule("action = \"reject\"\nreply = \"{colour}\""),
       "there is no placeholder {colour}; there are {author-domain}"},
      {rule("action = \"reject\"\nreply = \"{helo\""), "there is no placeholder {helo}"},
      {rule("action = \"reject\"\nreply = \"a\\r\\nb\""),
       "reply: only one line of printable ASCII can be sent"},
      {rule("action = \"reject\"\nreply = \"n\u00e9\""),
       "reply: only one line of printable ASCII can be sent"},
      {rule("action = \"reject\"\nreason = \"{reason}\""), "reason: {reason} would be in itself"},
      {rule("action = \"tag\""), "f:1:1: a tag rule needs add-field"},
      {rule("action = \"accept\"\nadd-field = \"X-A: b\""), "add-field: only a tag rule adds fields"},
      {rule("action = \"tag\"\nadd-field = \"X-A\""),
       "f:3:13: add-field: give the name of a field, a colon, and a text"},
      {rule("action = \"tag\"\nadd-field = \"X-A: \""),
       "add-field: give the name of a field, a colon, and a text"},
      {rule("action = \"tag\"\nadd-field = [\"X-A: b\", 1]"), "f:3:24: add-field: give a text in quotes"},
      {rule("action = \"tag\"\nadd-field = \"X A: b\""), "add-field: 'X A' is no name of a header field"},
      {rule("action = \"tag\"\nadd-field = \": b\""), "add-field: '' is no name of a header field"},
      {rule("action = \"tag\"\nadd-field = \"from: b\""), "add-field: 'from' has a meaning of its own"},
      {rule("action = \"tag\"\nadd-field = \"Dkim-Signature: b\""), "has a meaning of its own"},
      {rule("action = \"tag\"\nadd-field = \"AUTHENTICATION-Results: b\""), "has a meaning of its own"},
      {rule("action = \"tag\"\nadd-field = \"List-Unsubscribe: <https://a.example/>\""),
       "has a meaning of its own"},
      {rule("action = \"tag\"\nadd-field = \"Auto-Submitted: no\""), "has a meaning of its own"},
      {rule("action = \"tag\"\nadd-field = \"Disposition-Notification-To: {helo}\""),
       "has a meaning of its own"},
      {rule("action = \"tag\"\nadd-field = \"Return-Receipt-To: {helo}\""), "has a meaning of its own"},
      {rule("action = \"tag\"\nadd-field = \"errors-to: {helo}\""), "has a meaning of its own"},
      {rule("action = \"tag\"\nadd-field = \"X-A: {colour}\""),
       "add-field: there is no placeholder {colour}"},
      {rule("action = \"reject\"\nupstream = \"a:25\""),
       "upstream: only accept and quarantine send a message on"},
      {rule("action = \"accept\"\nupstream = \"a\""), "upstream: 'a' is not valid: give HOST:PORT"},
      {rule("action = \"accept\"\noverride-reason = \"mailinglist\""),
       "f:3:19: override-reason: give local_policy, mailing_list, trusted_forwarder or other, in quotes; did "
       "you mean "
       "'mailing_list'?"},
      {rule("action = \"tag\"\nadd-field = \"X-A: b\"\noverride-reason = \"other\""),
       "override-reason: a tag rule overrides nothing"},
      {"queue = \"after\"", "f:1:1: here are rules and nothing else"},
      {"[[policy.rule]\n", "f:1:"},
  };
  for (const auto& [text, problem] : rows)
    EXPECT_THAT(problems_of(text), ElementsAre(HasSubstr(problem))) << text;
}

TEST(PolicyFile, SaysEverythingThatIsWrong) {
  EXPECT_EQ(problems_of(rule("when = { a = \"b\", dmarc = \"x\" }\naction = \"no\"")).size(), 3u);
}

TEST(PolicyFile, RulesAreMadeForEveryListener) {
  Problems problems;
  const auto file = parse_config_file(
      "upstream = \"a:25\"\n[[listener]]\nlisten = \"a:1\"\n[[listener]]\nlisten = \"a:2\"\n" +
          reject_when("dmarc = \"fail\""),
      "f", problems);
  const auto built = build_config(file, {}, problems);
  ASSERT_EQ(built.configuration.listeners.size(), 2u);
  for (const auto& listener : built.configuration.listeners) EXPECT_EQ(listener.policy.rules.size(), 1u);
  EXPECT_EQ(built.configuration.listeners[0].policy.rules[0].origin, (Origin{"f", 6, 1}));
}

TEST(PolicyFile, ARuleWithAMistakeIsAProblemOfTheWholeFile) {
  Problems problems;
  [[maybe_unused]] const auto file =
      parse_config_file("threads = 0\n" + reject_when("dmrac = \"fail\""), "f", problems);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(format(problems[1]), "f:3:10: rules cannot ask for 'dmrac'; did you mean 'dmarc'?");
}

/// With nothing of where they stand.
std::vector<PolicyRule> placeless(std::vector<PolicyRule> rules) {
  for (auto& one : rules) one.origin = {};
  return rules;
}

TEST(PolicyShow, RulesReadAgainAreTheSame) {
  const std::string text = R"([[policy.rule]]
when = { tls = true, dmarc = ["fail", "none"], list-id = false, sender-domain = ["<>", ".a.example"] }
unless = { list-id = ["l.example", ".m.example"], client-network = "192.0.2.7/24" }
action = "reject"
reply = "550 5.7.1 \"{author-domain}\" \\ {reason}"
reason = "because"
override-reason = "other"

[[policy.rule]]
action = "tag"
add-field = ["X-A: true", "X-B: {id}"]

[[policy.rule]]
when = { listener = "unix:/run/a" }
action = "quarantine"
upstream = "[2001:db8::1]:25"
)";
  Problems problems;
  const auto once = parse_policy_rules(text, "f", problems);
  ASSERT_EQ(once.size(), 3u);
  const auto shown = show_rules(once);
  const auto again = parse_policy_rules(shown, "f", problems);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(placeless(again), placeless(once)) << shown;
  EXPECT_EQ(show_rules(again), shown);
}

TEST(PolicyShow, AConfigurationShowsItsRulesAndThePresetAsAComment) {
  Problems problems;
  const auto file = parse_config_file("upstream = \"a:25\"\nlisten = \"b:25\"\npolicy-preset = \"strict\"\n" +
                                          reject_when("dmarc = \"fail\""),
                                      "f", problems);
  const auto built = build_config(file, {}, problems);
  const auto shown = show_config(built);
  EXPECT_THAT(shown, HasSubstr("\n[[policy.rule]]\nwhen = { dmarc = \"fail\" }\naction = \"reject\"\n"));
  EXPECT_THAT(shown,
              HasSubstr("\n# Then the rules of the preset strict:\n#\n# # This departs from RFC 9989"));
  const auto again = build_config(parse_config_file(shown, "f", problems), {}, problems);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(show_config(again), shown);
  EXPECT_EQ(again.configuration.listeners.front().policy.preset, Preset::strict);
}

TEST(Presets, AreWhatTheReaderReads) {
  using enum Preset;
  for (const auto preset : {tag, quarantine, enforce, strict}) {
    Problems problems;
    const auto rules = parse_policy_rules(preset_text(preset), "preset", problems);
    EXPECT_THAT(problems, IsEmpty());
    EXPECT_EQ(rules.empty(), preset == tag);
    EXPECT_EQ(preset_rules(preset).size(), rules.size());
    EXPECT_EQ(parse_preset(format(preset)), preset);
  }
  EXPECT_EQ(parse_preset("Tag"), std::nullopt);
}

std::string documentation() {
  std::ifstream file(POSTERN_SOURCE_DIR "/docs/policy.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(PolicyDocumentation, HasThePresetsAsTheyAre) {
  using enum Preset;
  for (const auto preset : {quarantine, enforce, strict}) {
    EXPECT_THAT(documentation(), HasSubstr("```toml\n" + std::string(preset_text(preset)) + "```\n"));
  }
}

TEST(PolicyDocumentation, NamesEveryKeyWithItsWords) {
  for (const auto& key : policy_keys()) {
    EXPECT_THAT(documentation(), HasSubstr("`" + key.name + "`"));
    if (key.kind != PolicyKey::Kind::word) continue;
    std::string words;
    for (const auto& word : key.words) words += (words.empty() ? " | " : ", ") + word;
    EXPECT_THAT(documentation(), HasSubstr(words + " |")) << key.name;
  }
}

TEST(PolicyDocumentation, ItsExamplesAreRight) {
  const auto text = documentation();
  int examples = 0;
  for (auto begin = text.find("```toml\n"); begin != text.npos; begin = text.find("```toml\n", begin)) {
    begin += 8;
    const auto example = text.substr(begin, text.find("```", begin) - begin);
    Problems problems;
    const auto file = parse_config_file("listen = \"127.0.0.1:25\"\nupstream = \"127.0.0.1:26\"\n" + example,
                                        "example", problems);
    const auto built = build_config(file, {}, problems);
    check_config(built, problems);
    // That lists and sealers are not configured is no mistake of an example.
    std::erase_if(problems, [](const Problem& one) {
      const auto says = [&one](std::string_view text) { return one.text.find(text) != std::string::npos; };
      return says("'x-dnsbl'") || says("list is empty") || says("no trusted-sealer");
    });
    for (const auto& problem : problems) ADD_FAILURE() << format(problem) << "\n" << example;
    EXPECT_FALSE(built.configuration.listeners.front().policy.rules.empty()) << example;
    ++examples;
  }
  EXPECT_GE(examples, 9);
}

}  // namespace
}  // namespace postern
