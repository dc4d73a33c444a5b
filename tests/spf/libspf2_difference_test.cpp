#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <utility>

#include "spf/checking.hpp"
#include "spf/engine.hpp"
#include "spf/suite.hpp"

// Both engines evaluate the same policies. docs/standards.md lists where they differ, each case as
//     `name` RESULT (LIBSPF2'S RESULT)
// and these tests hold the list to what is observed: nothing is missing and nothing is there that is not so.

namespace postern::spf {
namespace {

/// By the name of the case: our result, libspf2's result.
using Differences = std::map<std::string, std::pair<std::string, std::string>>;

struct Policy {
  std::string name;
  std::string zone;  ///< below example.com.
  std::string client = "192.0.2.1";
  std::string mail_from = "alice@example.com";
};

const Policy policies[] = {
    // where they agree
    {"own-upper-case", "@ TXT \"V=SPF1 IP4:192.0.2.1 -ALL\"\n"},
    {"own-two-policies", "@ TXT \"v=spf1 -all\"\n@ TXT \"v=spf1 all\"\n"},
    {"own-argument-of-all", "@ TXT \"v=spf1 all:example.com\"\n"},
    {"own-include-of-nothing", "@ TXT \"v=spf1 include:o.example.com -all\"\n"},
    {"own-include-servfail", "@ TXT \"v=spf1 include:o.example.com -all\"\no SERVFAIL\n"},
    {"own-redirect-to-nothing", "@ TXT \"v=spf1 redirect=o.example.com\"\n"},
    {"own-exists-of-ipv6-client", "@ TXT \"v=spf1 exists:o.example.com -all\"\no A 127.0.0.2\n",
     "2001:db8::1"},
    {"own-macro-right-part", "@ TXT \"v=spf1 exists:%{l1-}.l.%{d} -all\"\na.l A 127.0.0.2\n", "192.0.2.1",
     "b-a@example.com"},
    {"own-macro-reversed", "@ TXT \"v=spf1 exists:%{lr-}.l.%{d} -all\"\na.b.l A 127.0.0.2\n", "192.0.2.1",
     "b-a@example.com"},
    {"own-macro-reversed-part", "@ TXT \"v=spf1 exists:%{l1r-}.l.%{d} -all\"\nb.l A 127.0.0.2\n", "192.0.2.1",
     "b-a@example.com"},
    {"own-macro-plus", "@ TXT \"v=spf1 exists:%{l1+}.l.%{d} -all\"\na.l A 127.0.0.2\n", "192.0.2.1",
     "b+a@example.com"},
    {"own-final-dot", "@ TXT \"v=spf1 a:m.example.com. -all\"\nm A 192.0.2.1\n"},
    {"own-ipv4-with-leading-zero", "@ TXT \"v=spf1 ip4:192.0.02.1 -all\"\n"},
    {"own-ipv4-as-ip6", "@ TXT \"v=spf1 ip6:192.0.2.1 -all\"\n"},
    {"own-prefix-33", "@ TXT \"v=spf1 ip4:192.0.2.1/33 -all\"\n"},
    {"own-idn",
     "xn--bcher-kva TXT \"v=spf1 exists:%{o}.l.example.com -all\"\n"
     "xn--bcher-kva.example.com.l A 127.0.0.2\n",
     "192.0.2.1",
     "alice@b\xc3\xbc"
     "cher.example.com"},
    {"own-empty-policy", "@ TXT \"v=spf1\"\n"},
    {"own-zero-parts", "@ TXT \"v=spf1 exists:%{d0}.example.com -all\"\n"},
    {"own-macro-in-unknown-modifier", "@ TXT \"v=spf1 x=%{z} -all\"\n"},
    // where they do not
    {"own-macro-all-parts", "@ TXT \"v=spf1 exists:l.%{d2} -all\"\nl A 127.0.0.2\n"},
    {"own-tab-for-a-blank", "@ TXT \"v=spf1 a:o.example.com\\009all\"\n"},
    {"own-loopback-client", "@ TXT \"v=spf1 -all\"\n", "127.0.0.1"},
    {"own-single-label", "$ORIGIN .\ncom TXT \"v=spf1 -all\"\n", "192.0.2.1", "alice@com"},
    {"own-ptr-servfail", "@ TXT \"v=spf1 ptr -all\"\n1.2.0.192.in-addr.arpa. SERVFAIL\n"},
    {"own-name-of-client-servfail",
     "@ TXT \"v=spf1 ptr -all\"\n1.2.0.192.in-addr.arpa. PTR o\n1.2.0.192.in-addr.arpa. PTR m\no SERVFAIL\n"
     "m A 192.0.2.1\n"},
    {"own-eleven-mx",
     "@ TXT \"v=spf1 mx -all\"\nm A 192.0.2.1\n@ MX 0 m\n@ MX 1 a\n@ MX 1 b\n@ MX 1 c\n@ MX 1 d\n@ MX 1 e\n@ "
     "MX 1 f\n"
     "@ MX 1 g\n@ MX 1 h\n@ MX 1 i\n@ MX 1 j\n"},
    {"own-local-part-in-utf8", "@ TXT \"v=spf1 exists:%{l}.l.example.com -all\"\n*.l A 127.0.0.2\n",
     "192.0.2.1", "\xc3\xa4@example.com"},
    {"own-limit-is-the-evaluations",
     "@ TXT \"v=spf1 a:o a:o a:o a:o a:o a:o include:o.example.com -all\"\n"
     "o TXT \"v=spf1 a:example.com a:example.com a:example.com a:example.com all\"\n@ A 192.0.2.7\n"},
    {"own-policy-of-2001-octets", "@ TXT \"v=spf1 ip4:192.0.2.1 " + std::string(200, ' ') + "\" \"" +
                                      std::string(250, ' ') + "\" \"" + std::string(250, ' ') + "\" \"" +
                                      std::string(250, ' ') + "\" \"" + std::string(250, ' ') + "\" \"" +
                                      std::string(250, ' ') + "\" \"" + std::string(250, ' ') + "\" \"" +
                                      std::string(250, ' ') + "\" \"" + std::string(250, ' ') + "\"\n"},
};

/// The section of docs/standards.md that lists them.
std::string section() {
  std::ifstream file(std::filesystem::path(POSTERN_SOURCE_DIR) / "docs/standards.md");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto begin = text.find("### Where libspf2 differs");
  if (begin == text.npos) return "";
  return text.substr(begin, text.find("\n## ", begin) - begin);
}

/// Those listed of our own policies, whose names begin with "own-", or of the suite.
Differences listed(bool is_own) {
  const auto text = section();
  const std::regex entry("`([a-z0-9-]+)` ([a-z]+) \\(([a-z]+)\\)");
  Differences found;
  for (std::sregex_iterator at(text.begin(), text.end(), entry), end; at != end; ++at) {
    const auto& match = *at;
    if (match[1].str().starts_with("own-") == is_own) found[match[1]] = {match[2], match[3]};
  }
  return found;
}

void compare(const std::string& name, const Request& request, dns::Resolver& resolver, Differences& found) {
  const auto ours = test::run(evaluate(EngineKind::postern, request, resolver)).result;
  const auto theirs = test::run(evaluate(EngineKind::libspf2, request, resolver)).result;
  if (ours != theirs) found[name] = {std::string(format(ours)), std::string(format(theirs))};
}

TEST(Libspf2Differences, OfOurPoliciesAreThoseThatAreListed) {
  Differences found;
  for (const auto& policy : policies) {
    auto zone = zone_of("$ORIGIN example.com.\n" + policy.zone);
    const auto client = base::IpAddress::parse(policy.client).value();
    compare(policy.name, mail_from_identity(client, "mail.example.com", policy.mail_from), zone, found);
  }
  EXPECT_EQ(found, listed(true));
}

TEST(Libspf2Differences, OfTheSuiteAreThoseThatAreListed) {
  const auto file = suite_file();
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no test suite: " << file << " is not there";
  Differences found;
  for (auto& test : read_suite(file)) compare(test.name, test.request, test.zone, found);
  EXPECT_EQ(found, listed(false));
}

}  // namespace
}  // namespace postern::spf
