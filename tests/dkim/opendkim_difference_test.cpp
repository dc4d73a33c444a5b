#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dkim/base64.hpp"
#include "dkim/signer.hpp"
#include "dkim/verify.hpp"

namespace postern::dkim {
namespace {

using test::sign;
using test::Signing;
using test::SigningKey;

// Where the engines differ: what docs/standards.md lists, by the same names, held to what both say.

const SigningKey key = SigningKey::load("rsa2048");
const std::string record = key.record_text();
const std::string message = "From: a@example.com\r\n\r\nHello\r\n";

std::string data_of(const std::string& text) {
  return *parse_base64(text.substr(text.find("p=") + 2));
}

std::string with_data(const std::string& octets) {
  return "v=DKIM1; p=" + format_base64(octets);
}

std::string list_of(std::size_t octets) {
  std::string fields = "to";
  while (fields.size() < octets) fields += ":x";
  return fields;
}

struct Case {
  std::string name, message;
  std::vector<std::string> records;
  Result ours = Result::none, theirs = Result::none;
  SigningKey signer = key;
  Limits limits = {};
};

std::vector<Case> cases() {
  using enum Result;
  const auto with = [](const Signing& how) { return sign(key, message, how); };
  const auto german = SigningKey::load("rsa2048",
                                       "b\xc3\xbc"
                                       "cher.example");
  const auto weak = SigningKey::load("rsa768");
  const auto other = SigningKey::load("rsa1024").record_text();
  const auto plain = sign(key, message);
  const auto b = plain.find("\r\n b=") + 5;
  const auto tiny = plain.substr(0, b) + "Gk" + plain.substr(plain.find("\r\nFrom"));
  auto altered = sign(weak, message);
  altered.replace(altered.find("a@"), 1, "b");
  return {
      {"h-names-its-own-field", with({.fields = "from:dkim-signature"}), {record}, pass, fail},
      {"h-names-a-field-left-out",
       sign(key, "DKIM-Signature: x\r\n" + message, {.fields = "from:dkim-signature"}),
       {record},
       pass,
       fail,
       key,
       {.max_signatures = 1}},
      {"h-names-from-late", with({.fields = list_of(5000) + ":from"}), {record}, pass, permerror},
      {"field-with-a-tab-before-its-colon", sign(key, "To\t: b\r\n" + message), {record}, pass, permerror},
      {"b-of-one-octet", tiny, {record}, fail, permerror},
      {"i-with-a-coded-at", with({.more_tags = "i==22a=40b=22@example.com;"}), {record}, pass, permerror},
      {"i-in-a-quoted-local", with({.more_tags = "i=\"a@b\"@example.com;"}), {record}, pass, permerror},
      {"d-in-u-labels", sign(german, message), {record}, pass, permerror, german},
      {"i-in-utf-8",
       with({.more_tags = "i=b\xc3\xb6"
                          "b@example.com;"}),
       {record},
       pass,
       permerror},
      {"t-in-1975", with({.more_tags = "t=157766400;"}), {record}, pass, permerror},
      {"x-without-end", with({.more_tags = "x=" + std::string(30, '9') + ";"}), {record}, pass, permerror},
      {"key-in-pkcs1", plain, {with_data(data_of(record).substr(24))}, pass, permerror},
      {"key-record-of-1025-octets",
       plain,
       {record + "; n=" + std::string(1021 - record.size(), 'x')},
       pass,
       permerror},
      {"key-is-the-second", plain, {other, record}, pass, fail},
      {"key-with-a-star-in-base64",
       plain,
       {"v=DKIM1; p=*" + record.substr(record.find("p=") + 2)},
       permerror,
       pass},
      {"key-with-octets-behind", plain, {with_data(data_of(record) + "x")}, permerror, pass},
      {"key-with-two-types", plain, {record + "; k=rsa"}, permerror, pass},
      {"key-with-two-notes", plain, {record + "; n=1; n=2"}, permerror, pass},
      {"key-with-version-last", plain, {record.substr(9) + "; v=DKIM1"}, permerror, pass},
      {"key-with-a-broken-type",
       plain,
       {"v=DKIM1; k=r sa; " + record.substr(record.find("p="))},
       permerror,
       pass},
      {"key-with-a-wrong-tag-name", plain, {record + "; 1x=y"}, permerror, pass},
      {"short-key-of-a-wrong-signature", altered, {weak.record_text()}, permerror, fail, weak},
  };
}

TEST(OpendkimDifferences, AreThoseOfTheList) {
  for (const auto& each : cases()) {
    dns::Zone zone;
    auto name = each.signer.record_name();
    if (each.name == "d-in-u-labels") name = "s1._domainkey.xn--bcher-kva.example";
    for (const auto& text : each.records) zone.add_text(*dns::Name::parse(name), text);
    test::Verification how{.limits = each.limits};
    const auto ours = test::verify(each.message, zone, how);
    how.engine = EngineKind::opendkim;
    const auto theirs = test::verify(each.message, zone, how);
    ASSERT_FALSE(ours.empty() || theirs.empty()) << each.name;
    EXPECT_EQ(format(ours[0].result), format(each.ours)) << each.name << ": " << ours[0].reason;
    EXPECT_EQ(format(theirs[0].result), format(each.theirs)) << each.name << ": " << theirs[0].reason;
  }
}

}  // namespace
}  // namespace postern::dkim
