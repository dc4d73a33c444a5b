#include "config/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "config/show.hpp"

namespace postern {
namespace {

using testing::HasSubstr;

struct Loaded {
  BuiltConfig built;
  Problems problems;
};

Loaded load(std::string_view text) {
  Loaded loaded;
  const auto file = parse_config_file(text, "f", loaded.problems);
  loaded.built = build_config(file, {}, loaded.problems);
  check_config(loaded.built, loaded.problems);
  return loaded;
}

std::string said(const Problems& problems) {
  std::string all;
  for (const auto& problem : problems) all += format(problem) + "\n";
  return all;
}

struct Row {
  std::string name;
  std::string text;
  std::string said;  ///< empty: nothing is wrong
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

class CheckConfig : public testing::TestWithParam<Row> {};

TEST_P(CheckConfig, SaysWhatDoesNotFitTogether) {
  const auto& row = GetParam();
  const bool says_listen = row.text.find("listen = ") != std::string::npos;
  const bool says_upstream = row.text.find("upstream = ") != std::string::npos;
  const auto text = std::string(says_upstream ? "" : "upstream = \"127.0.0.1:26\"\n") + row.text + "\n" +
                    (says_listen ? "" : "listen = \"127.0.0.1:25\"\n");
  const auto loaded = load(text);
  if (row.said.empty()) {
    EXPECT_EQ(said(loaded.problems), "");
  } else {
    EXPECT_THAT(said(loaded.problems), HasSubstr(row.said));
  }
}

std::string with_rule(const std::string& rule, const std::string& lines = "") {
  return "listen = \"127.0.0.1:25\"\nupstream = \"127.0.0.1:26\"\n" + lines + "[[policy.rule]]\n" + rule;
}

std::string refusal(const std::string& condition, const std::string& lines = "") {
  return with_rule("when = { " + condition + " }\naction = \"reject\"", lines);
}

const std::vector<Row> rows{
    {"whole", "", ""},
    {"nowhere", "listen = []", "f:2:10: listen: this list is empty: give HOST:PORT"},
    {"no upstream", "upstream = []", "f:1:12: upstream: this list is empty: give HOST:PORT"},
    {"circle", "listen = \"127.0.0.1:25\"\nupstream = \"127.0.0.1:25\"",
     "f:2:12: listener 127.0.0.1:25: it is its own"},
    {"twice", "listen = [\"127.0.0.1:25\", \"127.0.0.1:25\"]", "there is another one at this place"},
    {"circle by another name", "upstream = \"localhost:25\"\nlisten = \"127.0.0.1:25\"",
     "localhost:25 is this listener itself: mail would go round in a circle"},
    {"circle of a name", "upstream = \"127.0.0.1:25\"\nlisten = \"localhost:25\"",
     "127.0.0.1:25 is this listener"},
    {"circle of all addresses", "upstream = \"127.0.0.1:25\"\nlisten = \"*:25\"",
     "127.0.0.1:25 is this listener"},
    {"circle of all of IPv4", "upstream = \"127.0.0.3:25\"\nlisten = \"0.0.0.0:25\"",
     "is this listener itself"},
    {"circle of all of IPv6", "upstream = \"[::1]:25\"\nlisten = \"[::]:25\"", "is this listener itself"},
    {"circle by the address of all", "upstream = \"0.0.0.0:25\"\nlisten = \"127.0.0.1:25\"",
     "is this listener"},
    {"circle by a mapped address", "upstream = \"[::ffff:127.0.0.1]:25\"\nlisten = \"127.0.0.1:25\"",
     "is this listener"},
    {"circle of a socket", "upstream = \"unix:/run/x\"\nlisten = \"unix:/run/x\"", "it is its own upstream"},
    {"another port", "upstream = \"127.0.0.1:26\"\nlisten = \"*:25\"", ""},
    {"another family", "upstream = \"[::1]:25\"\nlisten = \"0.0.0.0:25\"", ""},
    {"another loopback address", "upstream = \"127.0.0.2:25\"\nlisten = \"127.0.0.1:25\"", ""},
    {"another machine", "upstream = \"192.0.2.1:25\"\nlisten = \"*:25\"", ""},
    {"overlap", "listen = [\"*:25\", \"127.0.0.1:25\"]",
     "listener 127.0.0.1:25: listener *:25 is at this place"},
    {"overlap, the larger last", "listen = [\"[::1]:25\", \"[::]:25\"]",
     "listener [::1]:25 is at this place"},
    {"overlap of a name", "listen = [\"127.0.0.1:25\", \"localhost:25\"]",
     "listener 127.0.0.1:25 is at this"},
    {"both families", "listen = [\"0.0.0.0:25\", \"[::]:25\"]", ""},
    {"two ports", "listen = [\"*:25\", \"127.0.0.1:24\"]", ""},
    {"any free port twice", "listen = [\"127.0.0.1:0\", \"*:0\"]", ""},
    {"a name to listen at", "listen = \"mx.example.org:25\"", "give an address of this machine, or *"},
    {"message larger than all", "max-message-size = \"3G\"", "max-network-flight is less"},
    {"message larger than a network's", "max-message-size = \"600M\"",
     "f:2:20: warning: listener 127.0.0.1:25: a message of that size is never taken"},
    {"message larger than all but not a network's", "max-message-size = \"3G\"\nmax-network-flight = \"4G\"",
     "max-flight is less"},
    {"message as large as all", "max-message-size = \"512M\"", ""},
    {"dmarc without spf", "spf = false",
     "f:2:7: warning: listener 127.0.0.1:25: DMARC passes by SPF or DKIM"},
    {"dmarc without dkim", "dkim = false",
     "f:2:8: warning: listener 127.0.0.1:25: DMARC passes by SPF or DKIM"},
    {"neither spf nor dmarc", "spf = false\ndmarc = false", ""},
    {"tls without certificate", "tls = \"may\"", "f:2:7: listener 127.0.0.1:25: TLS needs a certificate"},
    {"certificate without tls", "certificate = \"/a.pem\"",
     "warning: listener 127.0.0.1:25: it is not used while"},
    {"implicit without tls", "upstream-implicit-tls = true", "upstream-tls is off"},
    {"ca without verify", "upstream-ca-file = \"/ca.pem\"",
     "warning: listener 127.0.0.1:25: it is not used unless"},
    {"name without verify", "upstream-tls-name = \"mx\"", "it is not checked unless"},
    {"unix without name", "upstream = \"unix:/run/x\"\nupstream-tls = \"verify\"", "has no name to verify"},
    {"unix with name", "upstream = \"unix:/run/x\"\nupstream-tls = \"verify\"\nupstream-tls-name = \"mx\"",
     ""},
    {"mode of tcp", "unix-mode = \"0660\"", "only a unix socket with a path has permissions"},
    {"mode of unix", "listen = \"unix:/run/x\"\nunix-mode = \"0660\"", ""},
    {"mode of abstract", "listen = \"unix:@x\"\nunix-mode = \"0660\"", "only a unix socket with a path"},
    {"pooled xclient", "upstream-pool = 1\nupstream-xclient = true", "cannot be kept for others"},
    {"trusts everyone", "trusted-proxy = \"0.0.0.0/0\"", "everyone may say that he is somebody else"},
    {"proxy of nobody", "trusted-proxy = []\nproxy-protocol = true", "nobody is trusted to send it"},
    {"xclient of nobody", "trusted-proxy = []\nxclient = true", "nobody is trusted to send it"},
    {"lmtp before", "upstream-protocol = \"lmtp\"", "one recipient at a time"},
    {"lmtp after", "upstream-protocol = \"lmtp\"\nqueue = \"after\"", ""},
    {"lmtp at the edge", "listen = \"*:25\"\nupstream-protocol = \"lmtp\"\nqueue = \"after\"",
     "one recipient at a time"},
    {"lmtp to lmtp", "protocol = \"lmtp\"\nupstream-protocol = \"lmtp\"", ""},
    {"exposed", "listen = \"192.0.2.1:25\"", ""},
    {"exposed, no shares", "listen = \"*:25\"\nmax-sessions = 50",
     "one client network can take every session"},
    {"inside, no shares", "max-sessions = 50", ""},
    {"exposed, no shares of octets", "listen = \"*:25\"\nmax-flight = \"1M\"",
     "can take all octets in flight"},
    {"refuses behind the queue", refusal("tls = false", "queue = \"after\"\n"),
     "f:4:1: behind the queue of listener 127.0.0.1:25 a reject bounces to forged senders"},
    {"bounces are meant", refusal("tls = false", "queue = \"after\"\nallow-bounces = true\n"), ""},
    {"refuses elsewhere", refusal("listener = \"127.0.0.1:24\"", "queue = \"after\"\n"),
     "there is no such listener"},
    {"refuses before the queue", refusal("tls = false"), ""},
    {"a preset behind the queue", "queue = \"after\"\npolicy-preset = \"strict\"", ""},
    {"bounces before the queue", "allow-bounces = true",
     "warning: listener 127.0.0.1:25: it means nothing before"},
    {"a preset without DMARC", "dmarc = false\npolicy-preset = \"enforce\"",
     "f:3:17: warning: listener 127.0.0.1:25: the rules of enforce ask for DMARC"},
    {"a rule about a check that is off", refusal("x-ptr = \"fail\""),
     "f:3:1: warning: the check behind 'x-ptr' is not made: this rule never applies"},
    {"a rule about no list", refusal("x-dnsbl = \"fail\""), "the check behind 'x-dnsbl' is not made"},
    {"a rule about a list", refusal("x-dnsbl = \"fail\"", "dns-list = \"deny bl.example\"\n"), ""},
    {"an exception that makes none",
     with_rule("when = { dmarc = \"fail\", list-id = false }\naction = \"quarantine\""),
     "warning: anybody can write a header: it softens a reject, but makes no exception from a quarantine"},
    {"an exception for a claim",
     with_rule("when = { dmarc = \"fail\" }\nunless = { list-id = \"a.example\" }\naction = \"defer\""),
     "makes no exception from a defer"},
    {"an exception from a reject", refusal("dmarc = \"fail\", list-id = false"), ""},
    {"an exception for sealers without any", refusal("dmarc = \"fail\", arc-trusted = false"),
     "f:3:1: warning: there is no trusted-sealer: this excepts nobody"},
    {"sealers without any", with_rule("when = { arc-trusted = true }\naction = \"accept\""),
     "there is no trusted-sealer: this rule never applies"},
    {"sealers", refusal("dmarc = \"fail\", arc-trusted = false", "trusted-sealer = \"a.example\"\n"), ""},
    {"an exception for lists, which are off",
     refusal("dmarc = \"fail\", list-id = false", "list-id = false\n"),
     "the check behind 'list-id' is not made: this excepts nobody"},
    {"an exception behind unless that is off",
     with_rule("when = { dmarc = \"fail\" }\nunless = { dnswl = \"pass\" }\naction = \"reject\""),
     "the check behind 'dnswl' is not made: 'unless' excepts nobody"},
    {"an allow list of nobody", with_rule("when = { allowed = true }\naction = \"accept\""),
     "the allow list is empty: this rule never applies"},
    {"an allow list", with_rule("when = { allowed = true }\naction = \"accept\"", "allow = \"192.0.2.1\"\n"),
     ""},
    {"a deny list of nobody", refusal("denied = true"), "the deny list is empty: this rule never applies"},
    {"TLS where there is none", refusal("tls = true, dmarc = \"fail\""), "no client has TLS"},
    {"nobody can be authenticated", refusal("authenticated = true"), "this rule never applies"},
    {"enforce without evidence", "iprev = false\npolicy-preset = \"enforce\"",
     "f:3:17: warning: listener 127.0.0.1:25: the rules of enforce reject nothing that fails DMARC"},
    {"enforce with a list", "iprev = false\npolicy-preset = \"enforce\"\ndns-list = \"deny bl.example\"", ""},
    {"strict without lists", "list-id = false\npolicy-preset = \"strict\"",
     "the rules of strict soften nothing for mailing lists: list-id is off"},
    {"the quarantine preset", "policy-preset = \"quarantine\"", ""},
    {"the enforce preset", "policy-preset = \"enforce\"", ""},
    {"the strict preset", "policy-preset = \"strict\"", ""},
    {"a stranger who is authenticated",
     refusal("authenticated = true, trust = \"stranger\"", "xclient = true\n"),
     "'authenticated' and 'trust' exclude each other: this rule never applies"},
    {"no stranger, and not authenticated",
     refusal("authenticated = false, trust = \"local\"", "xclient = true\n"), ""},
    {"a policy where there is none", refusal("dmarc = \"none\", dmarc-policy = \"reject\""),
     "where 'dmarc' is none or permerror there is no policy"},
    {"a policy of a temporary error", refusal("dmarc = \"temperror\", dmarc-policy = \"reject\""), ""},
    {"an exception of everything",
     with_rule(
         "when = { spf = \"fail\", iprev = \"fail\" }\nunless = { spf = \"fail\" }\naction = \"reject\""),
     "'unless' excepts all that 'when' asks for"},
    {"behind a rule for everything",
     with_rule("action = \"accept\"\n[[policy.rule]]\nwhen = { spf = \"fail\" }\naction = \"reject\""),
     "f:5:1: warning: the rule in line 3 has no conditions and decides: this one is never looked at"},
    {"behind a tag for everything",
     with_rule("action = \"tag\"\nadd-field = \"X-A: b\"\n[[policy.rule]]\nwhen = { spf = \"fail\" }\n"
               "action = \"reject\""),
     ""},
    {"refuses everything", with_rule("when = {}\naction = \"reject\""),
     "f:3:1: warning: it has no conditions: every message is refused"},
    {"refuses the rest",
     with_rule("when = { spf = \"none\" }\naction = \"accept\"\n[[policy.rule]]\naction = \"reject\""), ""},
    {"accepts a claim before others decide",
     with_rule("when = { list-id = true }\naction = \"accept\"\n[[policy.rule]]\nwhen = { spf = \"fail\" }\n"
               "action = \"reject\""),
     "f:3:1: warning: anybody can claim this: it softens what later rules reject"},
    {"accepts a claim before a preset",
     with_rule("when = { spf = \"pass\" }\naction = \"accept\"", "policy-preset = \"enforce\"\n"),
     "anybody can claim this"},
    {"accepts a claim at last", with_rule("when = { list-id = true }\naction = \"accept\""), ""},
    {"accepts who is known",
     with_rule("when = { list-id = true, client-network = \"192.0.2.1\" }\naction = \"accept\"",
               "policy-preset = \"enforce\"\n"),
     ""},
    {"another server under the name of the usual one",
     with_rule("action = \"accept\"\nupstream = \"q.example:25\"",
               "upstream-tls = \"verify\"\nupstream-tls-name = \"mx.example\"\n"),
     "f:5:1: warning: upstream: its certificate, too, must bear the name mx.example"},
    {"another server under its own name",
     with_rule("action = \"accept\"\nupstream = \"q.example:25\"", "upstream-tls = \"verify\"\n"), ""},
    {"a circle by a rule", with_rule("action = \"accept\"\nupstream = \"127.0.0.1:25\""),
     "f:3:1: upstream: this is a listener: mail would go round in a circle"},
    {"everyone is local", "listen = \"*:25\"\nlocal-network = [\"10.0.0.0/8\", \"::/0\"]",
     "f:3:17: warning: listener *:25: everyone is local: nobody's mail is checked"},
    {"everyone is local inside", "local-network = \"0.0.0.0/0\"", ""},
    {"everyone is trusted", "listen = \"*:25\"\ntrusted-network = \"0.0.0.0/0\"",
     "everyone is trusted: nobody's mail is checked, and forged results stay"},
    {"exposed, not sanitised", "listen = \"*:25\"\nsanitise = \"keep\"",
     "what strangers forge in our name goes on to the upstream"},
    {"inside, not sanitised", "listen = \"100.64.0.1:25\"\nsanitise = \"keep\"", ""},
    {"exposed, stray bytes", "listen = \"*:25\"\nstray-bytes = \"pass\"", "are you sure of it?"},
};

INSTANTIATE_TEST_SUITE_P(Rules, CheckConfig, testing::ValuesIn(rows));

TEST(CheckConfig, SpeaksOfTheListenerThatIsWrong) {
  const auto loaded = load(R"(upstream = "127.0.0.1:26"
[[listener]]
listen = "127.0.0.1:25"
[[listener]]
listen = "127.0.0.1:24"
tls = "require"
)");
  EXPECT_EQ(said(loaded.problems), "f:6:7: listener 127.0.0.1:24: TLS needs a certificate\n");
}

TEST(CheckConfig, NamesListenersThatDeliverToEachOther) {
  const auto loaded = load(R"([[listener]]
listen = "127.0.0.1:25"
upstream = "127.0.0.1:24"
[[listener]]
listen = "127.0.0.1:24"
upstream = "localhost:25"
[[listener]]
listen = "127.0.0.1:23"
upstream = "127.0.0.1:22"
)");
  EXPECT_EQ(
      said(loaded.problems),
      "f:3:12: listener 127.0.0.1:25: 127.0.0.1:24 is listener 127.0.0.1:24 of this configuration, and from "
      "there mail never gets out\n"
      "f:6:12: listener 127.0.0.1:24: localhost:25 is listener 127.0.0.1:25 of this configuration, and from "
      "there mail never gets out\n");
}

TEST(CheckConfig, AListenerMayDeliverToAnotherThatHasAWayOut) {
  const auto loaded = load(R"([[listener]]
listen = "127.0.0.1:25"
upstream = ["10 127.0.0.1:24", "20 192.0.2.1:25"]
[[listener]]
listen = "127.0.0.1:24"
upstream = "127.0.0.1:25"
)");
  EXPECT_EQ(said(loaded.problems), "");
}

TEST(ShowConfig, ReadsBackAsTheSame) {
  const auto once = load(R"(
hostname = "mx.example.org"
threads = 3
dns = ["192.0.2.53", "[2001:db8::53]:5353"]
max-flight = "3G"
log-format = "json"
[[listener]]
listen = ["*:25", "unix:/run/a \"quoted\" \\path\u0001"]
upstream = ["10 mx1.example:25", "20 mx2.example:25"]
trusted-proxy = []
local-network = []
trusted-network = ["192.0.2.25", "2001:db8::/32"]
sanitise = "rename"
sanitise-id = ["old.example.net", ".example.org"]
certificate = ["/a.pem:/a.key", "/b.pem"]
tls = "may"
final-timeout = 90
max-message-size = 1000001
[[listener]]
listen = "127.0.0.1:24"
protocol = "lmtp"
upstream = "unix:/run/lmtp"
disable-extension = ["chunking"]
xclient = true
)");
  const auto shown = show_config(once.built);
  const auto again = load(shown);
  EXPECT_EQ(show_config(again.built), shown);
  EXPECT_EQ(again.built.configuration.process, once.built.configuration.process);
  ASSERT_EQ(again.built.configuration.listeners.size(), once.built.configuration.listeners.size());
  for (const auto& option : options()) {
    for (std::size_t i = 0; i < once.built.configuration.listeners.size(); ++i) {
      const Draft before{.process = {}, .listener = once.built.configuration.listeners[i], .listen = {}};
      const Draft after{.process = {}, .listener = again.built.configuration.listeners[i], .listen = {}};
      EXPECT_EQ(option.get(after), option.get(before)) << option.name;
    }
  }
}

TEST(ShowConfig, OfNothingShowsTheDefaults) {
  const auto shown = show_config(build_config({}, {}, *std::make_unique<Problems>()));
  EXPECT_THAT(shown, HasSubstr("max-sessions = 2000\n"));
  EXPECT_THAT(shown, HasSubstr("final-timeout = \"10m\"\n"));
  EXPECT_THAT(shown, HasSubstr("trusted-proxy = [\"127.0.0.0/8\", \"::1/128\"]\n"));
}

TEST(Reference, IsWhatTheDocumentationHas) {
  std::ifstream file(POSTERN_SOURCE_DIR "/docs/configuration.md");
  std::ostringstream text;
  text << file.rdbuf();
  // When this fails: postern config reference prints what should be there.
  EXPECT_THAT(text.str(), HasSubstr(format_reference()));
}

}  // namespace
}  // namespace postern
