#include "upstream/envelope.hpp"

#include <gtest/gtest.h>

#include "smtp/replies.hpp"

namespace postern {
namespace {

struct Row {
  std::string command;
  std::vector<std::string> offered;
  std::optional<std::string> rendered;
};

class EnvelopeRender : public testing::TestWithParam<Row> {};

TEST_P(EnvelopeRender, SaysWhatThisUpstreamUnderstands) {
  const auto& row = GetParam();
  auto command = smtp::parse_command(row.command);
  ASSERT_TRUE(command);
  smtp::Extensions extensions;
  for (const auto& offer : row.offered) extensions.add(offer);
  const auto line = render({command->verb, command->path, command->parameters}, extensions);
  ASSERT_EQ(line.has_value(), row.rendered.has_value());
  if (line) {
    EXPECT_EQ(*line, *row.rendered);
  } else {
    EXPECT_EQ(line.error(), smtp::replies::upstream_misconfigured());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Commands, EnvelopeRender,
    testing::Values(
        Row{"MAIL FROM:<a@b.example>", {}, "MAIL FROM:<a@b.example>"},
        Row{"MAIL FROM: a@b.example", {}, "MAIL FROM:<a@b.example>"}, Row{"mail from:<>", {}, "MAIL FROM:<>"},
        Row{"RCPT TO:<@relay.example:a@b.example>", {}, "RCPT TO:<a@b.example>"},
        Row{"RCPT TO:<\"a b\"@b.example>", {}, "RCPT TO:<\"a b\"@b.example>"},
        // Our fields make the message longer than the client said.
        Row{"MAIL FROM:<a@b.example> SIZE=1000", {"SIZE 50000"}, "MAIL FROM:<a@b.example> SIZE=9192"},
        Row{"MAIL FROM:<a@b.example> SIZE=0", {"SIZE"}, "MAIL FROM:<a@b.example> SIZE=0"},
        Row{"MAIL FROM:<a@b.example> SIZE=18446744073709551615",
            {"SIZE"},
            "MAIL FROM:<a@b.example> SIZE=18446744073709551615"},
        Row{"MAIL FROM:<a@b.example> SIZE=1000", {}, "MAIL FROM:<a@b.example>"},
        Row{"MAIL FROM:<a@b.example> BODY=7BIT", {}, "MAIL FROM:<a@b.example>"},
        Row{"MAIL FROM:<a@b.example> BODY=8BITMIME", {"8BITMIME"}, "MAIL FROM:<a@b.example> BODY=8BITMIME"},
        Row{"MAIL FROM:<a@b.example> BODY=8BITMIME", {}, std::nullopt},
        Row{"MAIL FROM:<a@b.example> SMTPUTF8", {"SIZE"}, std::nullopt},
        Row{"RCPT TO:<a@b.example> NOTIFY=NEVER", {"DSN"}, "RCPT TO:<a@b.example> NOTIFY=NEVER"},
        Row{"RCPT TO:<a@b.example> NOTIFY=NEVER", {}, std::nullopt},
        Row{"MAIL FROM:<a@b.example> BODY=BINARYMIME",
            {"BINARYMIME", "CHUNKING"},
            "MAIL FROM:<a@b.example> BODY=BINARYMIME"},
        Row{"MAIL FROM:<a@b.example> BODY=BINARYMIME", {"8BITMIME", "CHUNKING"}, std::nullopt},
        Row{"MAIL FROM:<a@b.example> BY=120;R", {"DELIVERBY 60"}, "MAIL FROM:<a@b.example> BY=120;R"},
        Row{"MAIL FROM:<a@b.example> BY=120;R", {}, std::nullopt},
        Row{"MAIL FROM:<a@b.example> HOLDFOR=60",
            {"FUTURERELEASE 9999 2030-01-01T00:00:00Z"},
            "MAIL FROM:<a@b.example> HOLDFOR=60"},
        Row{"MAIL FROM:<a@b.example> HOLDFOR=60", {}, std::nullopt},
        Row{"MAIL FROM:<a@b.example> MT-PRIORITY=3",
            {"MT-PRIORITY"},
            "MAIL FROM:<a@b.example> MT-PRIORITY=3"},
        Row{"MAIL FROM:<a@b.example> MT-PRIORITY=3", {}, std::nullopt},
        Row{"MAIL FROM:<a@b.example> AUTH=<>", {"AUTH PLAIN"}, "MAIL FROM:<a@b.example> AUTH=<>"},
        Row{"MAIL FROM:<a@b.example> AUTH=<>", {}, std::nullopt}));

TEST(EnvelopeRender, RefusesWhatMustGoUnderTlsForGood) {
  // RFC 8689 §4.2.1
  const EnvelopeCommand mail{.verb = smtp::Verb::mail,
                             .path = {.local = "a", .domain = "b.example"},
                             .parameters = {{.keyword = "REQUIRETLS", .value = std::nullopt}}};
  const auto line = render(mail, {});
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error(), smtp::replies::cannot_require_tls());
}

TEST(AsXclient, SaysWhatIsKnown) {
  UpstreamClient client{.facts = {}, .login = "alice", .destination = base::IpAddress::parse("192.0.2.25")};
  client.destination_port = 25;
  client.facts.proto = "LMTP";
  client.facts.helo = "client.example";
  const auto xclient = as_xclient(client);
  EXPECT_EQ(xclient.proto, "ESMTP");
  EXPECT_EQ(xclient.helo, "client.example");
  EXPECT_EQ(xclient.login, "alice");
  EXPECT_EQ(xclient.destport, 25);
  EXPECT_EQ(xclient.addr, std::nullopt);
}

}  // namespace
}  // namespace postern
