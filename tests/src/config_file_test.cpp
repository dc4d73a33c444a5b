#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/build.hpp"

namespace postern {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> texts(const Problems& problems) {
  std::vector<std::string> all;
  for (const auto& problem : problems) all.push_back(format(problem));
  return all;
}

std::vector<std::string> problems_of(std::string_view text) {
  Problems problems;
  const auto file = parse_config_file(text, "f", problems);
  [[maybe_unused]] const auto built = build_config(file, {}, problems);
  return texts(problems);
}

Configuration configuration_of(std::string_view text, const std::vector<Assignment>& given = {}) {
  Problems problems;
  const auto file = parse_config_file(text, "f", problems);
  auto built = build_config(file, given, problems);
  EXPECT_THAT(texts(problems), IsEmpty());
  return built.configuration;
}

Assignment flag(std::string_view name, std::vector<std::string> values) {
  return {find_option(name), std::move(values), {"--" + std::string(name)}};
}

struct ProblemRow {
  std::string text;
  std::string problem;
};

class ConfigFileProblem : public testing::TestWithParam<ProblemRow> {};

TEST_P(ConfigFileProblem, SaysWhereAndWhatWouldBeRight) {
  EXPECT_THAT(problems_of(GetParam().text), ElementsAre(HasSubstr(GetParam().problem)));
}

INSTANTIATE_TEST_SUITE_P(
    Files, ConfigFileProblem,
    testing::Values(
        ProblemRow{"# one\nupstraem = \"a:25\"\n",
                   "f:2:1: there is no setting 'upstraem'; did you mean 'upstream'?"},
        ProblemRow{"colour = 1\n", "f:1:1: there is no setting 'colour'"},
        ProblemRow{"[[listener]]\nlisten = \"*:25\"\nqueu = \"after\"\n",
                   "f:3:1: there is no setting 'queu'; did you mean 'queue'?"},
        ProblemRow{"queue = 5\n", "f:1:9: queue: this integer is not valid: give before or after, in quotes"},
        ProblemRow{"queue = \"never\"\n", "f:1:9: queue: 'never' is not valid: give before or after"},
        ProblemRow{"threads = \"2\"\n",
                   "f:1:11: threads: this string is not valid: give a number from 1 to 256"},
        ProblemRow{"threads = 0\n", "f:1:11: threads: '0' is not valid"},
        ProblemRow{"threads = -1\n", "f:1:11: threads: '-1' is not valid"},
        ProblemRow{"xclient = \"true\"\n", "f:1:11: xclient: this string is not valid: give true or false"},
        ProblemRow{"queue = [\"after\"]\n", "f:1:9: queue: this array is not valid"},
        ProblemRow{"dns = [1]\n", "f:1:7: dns: this array is not valid"},
        ProblemRow{"final-timeout = 1.5\n", "f:1:17: final-timeout: this floating-point is not valid"},
        ProblemRow{"[upstream]\n", "f:1:1: upstream: this table is not valid"},
        ProblemRow{"[listener]\n", "f:1:1: listener: begin each with the line [[listener]]"},
        ProblemRow{"[[listener]]\nqueue = \"after\"\n", "f:1:1: this listener does not say where to listen"},
        ProblemRow{"[[listener]]\nlisten = \"*:25\"\nthreads = 2\n",
                   "f:3:1: threads: this is a setting of the process; put it above [[listener]]"},
        ProblemRow{"[[listeners]]\nlisten = \"*:25\"\n",
                   "f:1:3: there is no table 'listeners'; a listener begins with the line [[listener]]"},
        ProblemRow{"[server]\nlisten = \"*:25\"\n",
                   "f:1:2: there is no table 'server'; settings stand above"},
        ProblemRow{"listen = []\n", "f:1:10: listen: this list is empty: give HOST:PORT"},
        ProblemRow{"tls = may\n", "; text needs quotes: tls = \"may\""},
        ProblemRow{"listen = 127.0.0.1:25 # here\n", "; text needs quotes: listen = \"127.0.0.1:25\""},
        ProblemRow{"upstream = [mx1.example:25, mx2.example:25]\n",
                   "; text needs quotes: upstream = [\"mx1.example:25\", \"mx2.example:25\"]"},
        ProblemRow{"final-timeout = 5m\n", "; text needs quotes: final-timeout = \"5m\""},
        ProblemRow{"tls =\n", "; give off, may, require or implicit, in quotes"},
        ProblemRow{"[[listener]]\nlisten = \"*:25\"\n[[listener.policy.rule]]\naction = \"accept\"\n",
                   ": policy: rules hold at every listener; begin each with the line [[policy.rule]]"},
        ProblemRow{"queue = \n", "f:1:"}, ProblemRow{"[", "f:"},
        ProblemRow{"[\n", "f: this is not TOML: somewhere a name is missing"},
        ProblemRow{"[=", "f: this is not TOML"},
        ProblemRow{"queue = \"after\"\nqueue = \"before\"\n", "f:2:"}));

TEST(ConfigFile, SaysEverythingThatIsWrongInItsOrder) {
  EXPECT_THAT(problems_of("b = 1\na = 1\nthreads = 0\n"),
              ElementsAre(HasSubstr("f:1:1"), HasSubstr("f:2:1"), HasSubstr("f:3:11")));
}

TEST(ConfigFile, NoQuotesAreAskedForWhereTheyAreNotWanted) {
  EXPECT_THAT(problems_of("threads = two\n"), ElementsAre(Not(HasSubstr("quotes"))));
  EXPECT_THAT(problems_of("tls = \"may\n"), ElementsAre(Not(HasSubstr("needs quotes"))));
  EXPECT_THAT(problems_of("colour = red\n"), ElementsAre(Not(HasSubstr("quotes"))));
}

/// The settings of a file at `path` with the values of `name`.
std::vector<std::string> values_in(const std::string& path, std::string_view name, std::string_view value) {
  Problems problems;
  const auto text = std::string(name) + " = " + std::string(value) + "\n";
  const auto file = parse_config_file(text, path, problems);
  EXPECT_THAT(texts(problems), IsEmpty());
  return file.defaults.at(0).values;
}

TEST(ConfigFile, PathsBeginAtItsDirectory) {
  EXPECT_THAT(values_in("/etc/postern/f.toml", "zone", "\"zones/test\""),
              ElementsAre("/etc/postern/zones/test"));
  EXPECT_THAT(values_in("conf/f.toml", "zone", "\"test\""), ElementsAre("conf/test"));
  EXPECT_THAT(values_in("f.toml", "zone", "\"test\""), ElementsAre("test"));
  EXPECT_THAT(values_in("/f.toml", "zone", "\"test\""), ElementsAre("/test"));
  EXPECT_THAT(values_in("/etc/postern/f.toml", "zone", "\"/test\""), ElementsAre("/test"));
  EXPECT_THAT(values_in("/etc/f.toml", "spool-directory", "\"spool\""), ElementsAre("/etc/spool"));
}

TEST(ConfigFile, BothPathsOfACertificateBeginAtItsDirectory) {
  EXPECT_THAT(values_in("/etc/f.toml", "certificate", "[\"a.pem:a.key\", \"/b.pem:b.key\", \"c.pem\"]"),
              ElementsAre("/etc/a.pem:/etc/a.key", "/b.pem:/etc/b.key", "/etc/c.pem"));
}

TEST(ConfigFile, EveryPathBeginsAtItsDirectory) {
  for (const auto& option : options()) {
    const bool is_path = option.placeholder.starts_with("FILE") || option.placeholder == "DIRECTORY";
    EXPECT_EQ(static_cast<bool>(option.rebase), is_path) << option.name;
  }
}

TEST(ConfigFile, AListMayBeOneValueOrAnArray) {
  EXPECT_EQ(configuration_of("dns = \"192.0.2.1\"").process.dns.size(), 1U);
  EXPECT_EQ(configuration_of("dns = [\"192.0.2.1\", \"192.0.2.2\"]").process.dns.size(), 2U);
}

TEST(ConfigFile, ThatIsMissingIsAProblem) {
  Problems problems;
  read_config_file("/nonexistent/postern.toml", problems);
  EXPECT_THAT(texts(problems), ElementsAre("/nonexistent/postern.toml: cannot read this file"));
}

TEST(BuildConfig, AListenerInheritsWhatItDoesNotOverride) {
  const auto configuration = configuration_of(R"(
hostname = "mx.example.org"
max-recipients = 10
upstream = "127.0.0.1:26"
[[listener]]
listen = "127.0.0.1:25"
[[listener]]
listen = ["127.0.0.1:24", "unix:/run/lmtp"]
max-recipients = 20
protocol = "lmtp"
)");
  const auto& listeners = configuration.listeners;
  ASSERT_EQ(listeners.size(), 3U);
  EXPECT_EQ(listeners[0].limits.recipients, 10U);
  EXPECT_EQ(listeners[1].limits.recipients, 20U);
  EXPECT_EQ(listeners[2].limits.recipients, 20U);
  EXPECT_EQ(listeners[2].listen.path, "/run/lmtp");
  for (const auto& listener : listeners) {
    EXPECT_EQ(listener.hostname, "mx.example.org");
    EXPECT_EQ(listener.authserv_id, "mx.example.org");
    EXPECT_EQ(listener.upstream.servers.size(), 1U);
  }
}

TEST(BuildConfig, AListOfAListenerReplacesTheInheritedOne) {
  const auto configuration = configuration_of(R"(
trusted-proxy = ["192.0.2.1"]
[[listener]]
listen = "127.0.0.1:25"
trusted-proxy = []
)");
  EXPECT_THAT(configuration.listeners.front().trusted_proxies, IsEmpty());
}

TEST(BuildConfig, TrustsTheOwnMachineUnlessToldOtherwise) {
  const auto configuration = configuration_of("listen = \"127.0.0.1:25\"");
  EXPECT_EQ(configuration.listeners.front().trusted_proxies.size(), 2U);
}

TEST(BuildConfig, TakesPrivateNetworksForLocalUnlessToldOtherwise) {
  const auto unsaid = configuration_of("listen = \"127.0.0.1:25\"");
  EXPECT_EQ(unsaid.listeners.front().trust.local, usual_local_networks());
  EXPECT_THAT(unsaid.listeners.front().trust.trusted, IsEmpty());
  const auto said = configuration_of("listen = \"127.0.0.1:25\"\nlocal-network = []");
  EXPECT_THAT(said.listeners.front().trust.local, IsEmpty());
}

// A flag cannot be given no times to say that a list is empty.
TEST(BuildConfig, NoneIsTheEmptyListOfNetworks) {
  Problems problems;
  std::vector<Assignment> given;
  for (const auto* name : {"local-network", "trusted-proxy"}) assign(given, flag(name, {"none"}), problems);
  const auto configuration = configuration_of("listen = \"127.0.0.1:25\"", given);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_THAT(configuration.listeners.front().trust.local, IsEmpty());
  EXPECT_THAT(configuration.listeners.front().trusted_proxies, IsEmpty());
}

TEST(BuildConfig, FlagsOverrideTheFileInEveryListener) {
  const auto configuration = configuration_of(R"(
threads = 2
queue = "before"
[[listener]]
listen = "127.0.0.1:25"
queue = "before"
)",
                                              {flag("queue", {"after"}), flag("threads", {"3"})});
  EXPECT_EQ(configuration.process.threads, 3U);
  EXPECT_EQ(configuration.listeners.front().queue, Queue::after);
}

TEST(BuildConfig, AListenFlagStandsForAllListenersOfTheFile) {
  const auto configuration = configuration_of(R"(
[[listener]]
listen = "127.0.0.1:25"
)",
                                              {flag("listen", {"127.0.0.1:2525"})});
  ASSERT_EQ(configuration.listeners.size(), 1U);
  EXPECT_EQ(configuration.listeners.front().listen.port, 2525);
}

struct VariableRow {
  const char* variable;
  std::string problem;  ///< empty: none
};

class Environment : public testing::TestWithParam<VariableRow> {};

TEST_P(Environment, IsReadWithCare) {
  Problems problems;
  const std::vector<const char*> environment{GetParam().variable};
  const auto assignments = read_environment(environment, problems);
  if (GetParam().problem.empty()) {
    EXPECT_THAT(texts(problems), IsEmpty());
    EXPECT_EQ(assignments.size(), 1U);
  } else {
    EXPECT_THAT(texts(problems), ElementsAre(HasSubstr(GetParam().problem)));
    EXPECT_THAT(assignments, IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Variables, Environment,
    testing::Values(VariableRow{"POSTERN_QUEUE=after", ""},
                    VariableRow{"POSTERN_DNS=192.0.2.1, 192.0.2.2", ""},
                    VariableRow{"POSTERN_LOCAL_NETWORK=none", ""},
                    VariableRow{"POSTERN_LOCAL_NETWORK=none, 192.0.2.1", "'none' is not valid"},
                    VariableRow{"POSTERN_DNS_LIST=none", "'none' is not valid"},
                    VariableRow{"POSTERN_QUEUE=never", "POSTERN_QUEUE: 'never' is not valid"},
                    VariableRow{"POSTERN_QUEUE=", "POSTERN_QUEUE: this variable is empty"},
                    VariableRow{"POSTERN_UPSTREEM=a:25", "did you mean POSTERN_UPSTREAM?"},
                    VariableRow{"POSTERN_UPSTREEM=", "did you mean POSTERN_UPSTREAM?"},
                    VariableRow{"POSTERN_SERVICE_HOST=10.0.0.1", "POSTERN_SERVICE_HOST: warning:"}));

}  // namespace
}  // namespace postern
