#include "spf/received_spf.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

#include "base/scanner.hpp"
#include "mail/lexical.hpp"
#include "spf/checking.hpp"

namespace postern::spf {
namespace {

/// A field read by the grammar of RFC 7208 §9.1.
struct Field {
  std::string result;
  std::string comment;
  std::map<std::string, std::string> pairs;
};

std::string unfolded(std::string text) {
  for (auto at = text.find("\r\n"); at != text.npos; at = text.find("\r\n", at)) text.erase(at, 2);
  return text;
}

bool is_key_char(char c) {
  return base::is_alnum(c) || c == '-';
}

std::optional<std::string> take_value(base::ScannerView& in) {
  if (in.peek() == '"') return mail::take_quoted_string(in);
  const auto atom = in.take_while([](char c) { return mail::is_atext(c) || c == '.'; });
  return atom.empty() ? std::nullopt : std::optional<std::string>(atom);
}

std::optional<Field> parse(const std::string& field) {
  if (!field.ends_with("\r\n")) return std::nullopt;
  const auto text = unfolded(field);
  base::ScannerView in(text);
  Field parsed;
  if (!in.take_word("Received-SPF:")) return std::nullopt;
  mail::skip_cfws(in);
  parsed.result = in.take_while(base::is_alpha);
  if (!in.take(' ')) return std::nullopt;
  const auto comment = mail::take_comment(in);
  if (!comment) return std::nullopt;
  parsed.comment = *comment;
  do {
    in.take_while(base::is_wsp);
    const std::string key(in.take_while(is_key_char));
    if (key.empty() || !in.take('=')) return std::nullopt;
    const auto value = take_value(in);
    if (!value || !parsed.pairs.emplace(key, *value).second) return std::nullopt;
  } while (in.take(';'));
  return in.at_end() ? std::optional(parsed) : std::nullopt;
}

Field parsed(Identity identity, const Request& request, const Outcome& outcome) {
  const auto text = format_received_spf(identity, request, outcome);
  const auto field = parse(text);
  EXPECT_TRUE(field) << text;
  return field.value_or(Field{});
}

const auto client = *base::IpAddress::parse("192.0.2.1");

Request request_of(std::string_view helo, std::string_view mail_from) {
  auto request = mail_from_identity(client, helo, mail_from);
  request.receiver = "mx.example.org";
  return request;
}

TEST(ReceivedSpf, SaysWhoWasAskedAndWhatCameOfIt) {
  auto zone = zone_of("example.com. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n");
  const auto request = request_of("mail.example.com", "alice@example.com");
  const auto outcome = test::run(evaluate(request, zone));
  EXPECT_EQ(format_received_spf(Identity::mailfrom, request, outcome),
            "Received-SPF: pass (mx.example.org: 'ip4:192.0.2.0/24' of 'example.com'\r\n"
            "    matches) identity=mailfrom; client-ip=192.0.2.1; helo=mail.example.com;\r\n"
            "    envelope-from=\"alice@example.com\"; mechanism=\"ip4:192.0.2.0/24\";\r\n"
            "    receiver=mx.example.org\r\n");
}

TEST(ReceivedSpf, NamesTheMechanismOfThatDomain) {
  const auto mechanism = [](const std::string& policy) {
    auto zone = zone_of("$ORIGIN example.com.\n@ TXT \"" + policy +
                        "\"\n@ A 192.0.2.1\no TXT \"v=spf1 a:example.com\"\n");
    const auto request = request_of("mail.example.com", "alice@example.com");
    return parsed(Identity::mailfrom, request, test::run(evaluate(request, zone))).pairs["mechanism"];
  };
  EXPECT_EQ(mechanism("v=spf1 ~a -all"), "a");
  EXPECT_EQ(mechanism("v=spf1 -all"), "all");
  EXPECT_EQ(mechanism("v=spf1 include:o.example.com"), "include:o.example.com");
  EXPECT_EQ(mechanism("v=spf1 redirect=o.example.com"), "a:example.com");
  EXPECT_EQ(mechanism("v=spf1"), "default");
  EXPECT_EQ(mechanism("v=spf1 moo"), "");
}

TEST(ReceivedSpf, NamesTheProblemOfAnError) {
  const Outcome outcome{.result = Result::permerror, .problem = "'a\"b' (is) \\ malformed"};
  const auto field = parsed(Identity::helo, request_of("h.example", ""), outcome);
  EXPECT_EQ(field.result, "permerror");
  EXPECT_EQ(field.comment, "mx.example.org: 'a\"b' (is) \\ malformed");
  EXPECT_EQ(field.pairs.at("problem"), "'a\"b' (is) \\ malformed");
  EXPECT_EQ(field.pairs.at("identity"), "helo");
  EXPECT_EQ(field.pairs.count("envelope-from"), 0U);
}

TEST(ReceivedSpf, QuotesWhatIsNoDotAtom) {
  auto request = request_of("[192.0.2.1]", "\"a\\\"; identity=helo\"@example.com");
  request.client = *base::IpAddress::parse("2001:db8::1");
  const auto field = parsed(Identity::mailfrom, request, {});
  EXPECT_EQ(field.pairs.at("client-ip"), "2001:db8::1");
  EXPECT_EQ(field.pairs.at("helo"), "[192.0.2.1]");
  EXPECT_EQ(field.pairs.at("envelope-from"), "\"a\\\"; identity=helo\"@example.com");
  EXPECT_EQ(field.pairs.at("identity"), "mailfrom");
}

TEST(ReceivedSpf, HasAValueForWhatIsNotThere) {
  const auto field = parsed(Identity::mailfrom, {.client = client}, {});
  EXPECT_EQ(field.pairs.at("helo"), "");
  EXPECT_EQ(field.pairs.at("receiver"), "unknown");
}

TEST(ReceivedSpf, CannotBeMadeToHoldAnotherField) {
  const auto request = request_of("x\r\nSubject: y", "a\r\n\tb\0c\x7f@example.com");
  const auto text = format_received_spf(Identity::mailfrom, request, {.problem = "1\r\n2"});
  for (const char c : unfolded(text)) EXPECT_FALSE(base::is_control(c)) << text;
  EXPECT_TRUE(parse(text)) << text;
}

TEST(ReceivedSpf, KeepsALocalPartInUtf8AndNothingElse) {
  const auto field = parsed(Identity::mailfrom,
                            request_of("h\xc3\xa4.",
                                       "\xc3\xa4@b\xc3\xbc"
                                       "cher.example"),
                            {});
  EXPECT_EQ(field.pairs.at("envelope-from"), "\xc3\xa4@xn--bcher-kva.example");
  EXPECT_EQ(parsed(Identity::helo, request_of("a\xff.example", ""), {}).pairs.at("helo"), "a?.example");
}

TEST(ReceivedSpf, HasNoLineOverTheLimit) {
  const auto request = request_of(std::string(2000, 'h'), std::string(2000, 'a') + "@example.com");
  const auto text = format_received_spf(
      Identity::mailfrom, request, {.problem = std::string(2000, 'p'), .mechanism = std::string(2000, 'm')});
  for (std::size_t at = 0, end = 0; (end = text.find("\r\n", at)) != text.npos; at = end + 2)
    EXPECT_LE(end - at, 998U);
  EXPECT_TRUE(parse(text));
}

}  // namespace
}  // namespace postern::spf
