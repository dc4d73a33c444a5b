#include "policy/keys.hpp"

#include <gtest/gtest.h>

#include "policy_kit.hpp"

namespace postern {
namespace {

/// A message of which this key has this word and no other.
std::string message_with(const std::string& key, const std::string& word) {
  if (key == "dkim" && word != "none") return "dkim=" + word + ":a.example";
  if (key == "dmarc-policy") return "dmarc=fail/" + word;
  if (key == "dmarc-alignment") return "dmarc=pass/none" + (word == "none" ? "" : " aligned=" + word);
  if (key == "arc-trusted") return word == "true" ? "sealed=s.example:dmarc=pass" : "";
  if (key == "list-id") return word == "true" ? "list-id=l.example" : "";
  if (key == "authenticated") return word == "true" ? "trust=authenticated" : "";
  if (key == "tls") return word == "true" ? "tls=yes" : "";
  if (key == "allowed") return word == "true" ? "client=198.51.100.1" : "";
  if (key == "denied") return word == "true" ? "client=198.51.100.2" : "";
  return key + "=" + word;
}

bool is_truth(const PolicyKey& key) {
  return key.kind == PolicyKey::Kind::boolean || key.kind == PolicyKey::Kind::list;
}

bool holds(const std::string& condition, std::string_view message) {
  const auto lines = "allow = \"198.51.100.1\"\ndeny = \"198.51.100.2\"\n[[policy.rule]]\nwhen = { " +
                     condition + " }\naction = \"tag\"\nadd-field = \"X-Holds: yes\"\n";
  return decided(lines, message) == "accept + X-Holds: yes";
}

TEST(PolicyKeys, EachWordHoldsForItsResultAndForNoOther) {
  int tried = 0;
  for (const auto& key : policy_keys()) {
    for (const auto& asked : key.words) {
      for (const auto& word : key.words) {
        const auto condition = key.name + " = " + (is_truth(key) ? asked : "\"" + asked + "\"");
        EXPECT_EQ(holds(condition, message_with(key.name, word)), asked == word)
            << condition << " for " << word;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 300);
}

TEST(PolicyKeys, ACheckThatWasNotMadeHasNoValue) {
  for (const auto& key : policy_keys()) {
    if (key.kind != PolicyKey::Kind::word || key.name == "trust") continue;
    std::string any;
    for (const auto& word : key.words) any += (any.empty() ? "\"" : ", \"") + word + "\"";
    EXPECT_FALSE(holds(key.name + " = [" + any + "]", "")) << key.name;
  }
}

TEST(PolicyKeys, AnyOfSeveralSignaturesWillDo) {
  const auto message = "dkim=fail:a.example dkim=pass:b.example";
  EXPECT_TRUE(holds("dkim = \"pass\"", message));
  EXPECT_TRUE(holds("dkim = \"fail\"", message));
  EXPECT_FALSE(holds("dkim = \"none\"", message));
}

TEST(PolicyKeys, OnlyAPolicyThatWasAskedForCounts) {
  EXPECT_TRUE(holds("dmarc-policy = \"reject\"", "dmarc=pass/reject"));
  EXPECT_FALSE(holds("dmarc-policy = \"none\"", "dmarc=none"));
  EXPECT_FALSE(holds("dmarc-policy = \"none\"", "dmarc=temperror"));
  EXPECT_FALSE(holds("dmarc-alignment = \"none\"", "dmarc=permerror"));
}

struct NameRow {
  std::string condition;
  std::string message;
  bool holds;
};

TEST(PolicyKeys, NamesAreComparedAsTheDnsDoes) {
  const std::vector<NameRow> rows{
      {"author-domain = \"example.com\"", "author=example.com", true},
      {"author-domain = \"EXAMPLE.com\"", "author=Example.COM", true},
      {"author-domain = \"example.com\"", "author=a.example.com", false},
      {"author-domain = \".example.com\"", "author=a.example.com", true},
      {"author-domain = \".example.com\"", "author=a.b.example.com", true},
      {"author-domain = \".example.com\"", "author=example.com", false},
      {"author-domain = \".example.com\"", "author=badexample.com", false},
      {"author-domain = [\"a.example\", \"b.example\"]", "author=b.example", true},
      {"author-domain = \"m\u00fcller.example\"", "author=xn--mller-kva.example", true},
      {"author-domain = \"xn--mller-kva.example\"", "author=M\u00dcLLER.example", true},
      {"sender-domain = \"bounce.example\"", "", true},
      {"sender-domain = \"<>\"", "", false},
      {"sender-domain = \"<>\"", "sender=<>", true},
      {"sender-domain = [\"<>\", \"x.example\"]", "sender=a@x.example", true},
      {"sender-domain = \"x.example\"", "sender=postmaster", false},
      {"sender-domain = \"x.example\"", "sender=\"a@y\"@x.example", true},
      {"helo = \"mail.example\"", "", true},
      {"helo = \"mail.example\"", "helo=MAIL.example", true},
      {"helo = \"[192.0.2.1]\"", "helo=[192.0.2.1]", true},
      {"helo = \"mail.example\"", "helo=", false},
      {"recipient-domain = \"example.org\"", "", true},
      {"recipient-domain = \".org\"", "", true},
      {"recipient-domain = \"example.net\"", "", false},
      {"client-network = \"192.0.2.0/24\"", "", true},
      {"client-network = \"192.0.2.0/25\"", "client=192.0.2.200", false},
      {"client-network = \"192.0.2.0/24\"", "client=::ffff:192.0.2.9", true},
      {"client-network = [\"2001:db8::/32\", \"10.0.0.1\"]", "client=2001:db8::1", true},
      {"client-network = \"0.0.0.0/0\"", "client=2001:db8::1", false},
      {"client-network = \"0.0.0.0/0\"", "client=", false},
      {"listener = \"127.0.0.1:25\"", "", true},
      {"listener = \"*:25\"", "", false},
      {"listener = [\"*:25\", \"unix:/run/a\"]", "listener=unix:/run/a", true},
      {"list-id = \"l.example\"", "list-id=l.example", true},
      {"list-id = \".example\"", "list-id=l.example", true},
      {"list-id = \"m.example\"", "list-id=l.example", false},
      {"list-id = \"l.example\"", "", false},
      {"list-id = false", "list-id=false", false},
      {"trust = [\"local\", \"trusted\"]", "trust=trusted", true},
  };
  for (const auto& [condition, message, expected] : rows) {
    EXPECT_EQ(holds(condition, message), expected) << condition << " for " << message;
  }
}

struct VouchRow {
  std::string what;
  std::string message;
  bool is_vouched_for;
};

TEST(PolicyKeys, ATrustedSealerMustHaveFoundTheMessageItsAuthors) {
  const std::vector<VouchRow> rows{
      {"nobody sealed it", "", false},
      {"DMARC passed", "sealed=s.example:dmarc=pass:example.com", true},
      {"in other letters", "sealed=s.example:dmarc=pass:EXAMPLE.com", true},
      {"whose is not said", "sealed=s.example:dmarc=pass", true},
      {"DMARC passed for another", "sealed=s.example:dmarc=pass:evil.example", false},
      {"DMARC failed", "sealed=s.example:dmarc=fail:example.com", false},
      {"DMARC failed, though a signature passed",
       "sealed=s.example:dmarc=fail:example.com sealed=s.example:dkim=pass:example.com", false},
      {"DMARC has no result, though a signature passed",
       "sealed=s.example:dmarc=none sealed=s.example:dkim=pass:example.com", false},
      {"without DMARC: an author's signature", "dmarc=fail/reject sealed=s.example:dkim=pass:example.com",
       true},
      {"without DMARC: of his organization", "dmarc=fail/reject sealed=s.example:dkim=pass:m.example.com",
       true},
      {"without DMARC: another's signature", "dmarc=fail/reject sealed=s.example:dkim=pass:evil.example",
       false},
      {"without DMARC: one that ends like it", "dmarc=fail/reject sealed=s.example:dkim=pass:evilexample.com",
       false},
      {"without DMARC: a signature that failed", "dmarc=fail/reject sealed=s.example:dkim=fail:example.com",
       false},
      {"without DMARC: SPF", "dmarc=fail/reject sealed=s.example:spf=pass:b@example.com", true},
      {"without DMARC: SPF of a domain", "dmarc=fail/reject sealed=s.example:spf=pass:example.com", true},
      {"without DMARC: SPF of another",
       "dmarc=fail/reject sealed=s.example:spf=pass:example.com@evil.example", false},
      {"nothing that says whose it is", "dmarc=fail/reject sealed=s.example:dkim=pass", false},
      {"another method", "dmarc=fail/reject sealed=s.example:iprev=pass:example.com", false},
  };
  for (const auto& [what, message, expected] : rows) {
    EXPECT_EQ(holds("arc-trusted = true", message), expected) << what;
  }
}

TEST(PolicyKeys, NobodyVouchesForAMessageOfSeveralAuthors) {
  Message message("sealed=s.example:dmarc=pass:example.com dmarc=fail/reject");
  message.verdict.authors = {"example.com", "evil.example"};
  const auto policy = Policy::make(listener_of("policy-preset = \"strict\""));
  EXPECT_EQ(policy->decide(message.verdict, message.circumstances, "example.org").action, Action::reject);
}

}  // namespace
}  // namespace postern
