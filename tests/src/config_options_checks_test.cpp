#include <gtest/gtest.h>

#include "config/option.hpp"

namespace postern {
namespace {

const Option& dns_list() {
  return *find_option("dns-list");
}

TEST(DnsListSetting, SaysKindZoneAndMeanings) {
  auto draft = default_draft();
  const std::vector<std::string> texts{"deny BL.example 127.0.0.2=spam 127.0.0.4/30=exploited",
                                       "allow  wl.example"};
  for (const auto& text : texts) ASSERT_TRUE(dns_list().accepts(text)) << text;
  dns_list().set(draft, texts);
  const auto& lists = draft.listener.checks.dns_lists;
  ASSERT_EQ(lists.size(), 2u);
  EXPECT_EQ(lists[0].kind, checks::DnsList::Kind::deny);
  EXPECT_EQ(lists[0].zone.text(), "bl.example");
  ASSERT_EQ(lists[0].meanings.size(), 2u);
  EXPECT_EQ(lists[0].meanings[1].name, "exploited");
  EXPECT_EQ(lists[1].kind, checks::DnsList::Kind::allow);
  EXPECT_TRUE(lists[1].meanings.empty());
  EXPECT_EQ(dns_list().get(draft),
            (std::vector<std::string>{"deny bl.example 127.0.0.2/32=spam 127.0.0.4/30=exploited",
                                      "allow wl.example"}));
}

TEST(DnsListSetting, RefusesWhatIsNone) {
  for (const auto* text :
       {"", "deny", "block bl.example", "deny .", "deny bl..example", "deny bl.example spam",
        "deny bl.example 127.0.0.2", "deny bl.example 127.0.0.2=", "deny bl.example ::1=spam"}) {
    EXPECT_FALSE(dns_list().accepts(text)) << text;
  }
}

TEST(CheckSettings, AreWordsOfTheStandards) {
  auto draft = default_draft();
  find_option("dmarc-discovery")->set(draft, {"both"});
  find_option("dkim-body-length")->set(draft, {"annotate"});
  find_option("arc-seal-domain")->set(draft, {"example.org"});
  EXPECT_EQ(draft.listener.checks.dmarc_discovery, dmarc::DiscoveryMode::both);
  EXPECT_EQ(draft.listener.checks.dkim_body_length, dkim::PartialBody::annotate);
  EXPECT_EQ(draft.listener.checks.arc_seal.domain, "example.org");
  EXPECT_FALSE(find_option("spf-engine")->accepts("other"));
}

}  // namespace
}  // namespace postern
