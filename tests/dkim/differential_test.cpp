// Two programs that share nothing but the tag list verify the same messages: what they agree on is right, or
// both read the RFC wrongly in the same way. Where they differ is written down in docs/standards.md, and here
// each difference is told by what is special about the case, so that another one is seen.
//
// The messages are made from a seed. More of them: --gtest_shuffle --gtest_random_seed=N --gtest_repeat=M.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "dkim/signer.hpp"
#include "dkim/verify.hpp"

namespace postern::dkim {
namespace {

using test::sign;
using test::Signing;
using test::SigningKey;

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  std::size_t below(std::size_t count) { return engine_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string one_of(const std::vector<std::string>& words) { return words[below(words.size())]; }
  std::string some_of(const std::vector<std::string>& words, std::size_t max) {
    std::string text;
    for (auto count = below(max + 1); count > 0; --count) text += one_of(words);
    return text;
  }

 private:
  std::minstd_rand engine_;
};

struct Case {
  std::string message, record;
  Signature ours, theirs;
};

const std::vector<std::string> header_text = {"word",    " ", "  ", "\t",       "\r\n ",
                                              "\r\n\t ", ":", ";",  "\xc3\xa4", "="};
const std::vector<std::string> body_text = {
    "word",   " ",     "  ",       "\t", "\r\n", "\r\n\r\n",           " \r\n",
    "\t\r\n", ".\r\n", "\xc3\xa4", ";",  "=20",  std::string(300, 'x')};
const std::vector<std::string> names = {"Subject",  "To",       "X-Odd", "x-odd",
                                        "Received", "Subject ", "DATE",  "From"};
const std::vector<std::string> listed = {
    ":to", ":subject", ":subject", ":x-odd", ":X-ODD", ":\r\n received", " : date", ":from", ":absent", ":"};

std::string make_message(Dice& dice) {
  std::string text;
  for (auto count = dice.below(8); count > 0; --count)
    text += dice.one_of(names) + ":" + dice.some_of(header_text, 6) + "x\r\n";
  text += "From: " + dice.some_of(header_text, 2) + "a@example.com\r\n";
  if (dice.one_in(3)) text += "To:" + dice.some_of(header_text, 3) + "\r\n";
  if (dice.one_in(20)) return text;
  return text + "\r\n" + dice.some_of(body_text, 12);
}

Signing make_signing(Dice& dice) {
  Signing how;
  how.canonicalization = dice.one_of({"simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed",
                                      "relaxed/relaxed", "simple", "relaxed", "Relaxed/Simple"});
  how.fields = "from" + dice.some_of(listed, 6);
  if (dice.one_in(4)) how.body_length = dice.below(60);
  how.more_tags =
      dice.one_of({"", "", "", "t=1700000000;", "t=1700000000; x=1900000000;", "x=1700000001;",
                   "i=bob@sub.example.com;", "i=@EXAMPLE.com;", "i=b=2Bb@example.com;", "q=dns/txt;",
                   "z=From:x|To:y=3Bz;", "unknown=a b;", "i=@com;", "t=4000000000;"});
  return how;
}

// One change to a signed message or none: of an octet, or a word put in or taken out.
void mutate(std::string& text, Dice& dice) {
  const auto at = dice.below(text.size());
  switch (dice.below(8)) {
    case 0:
      text[at] = static_cast<char>(text[at] ^ (1 << dice.below(7)));
      return;
    case 1:
      text.erase(at, 1 + dice.below(4));
      return;
    case 2:
      text.insert(at, dice.one_of(header_text));
      return;
    case 3:
      text.insert(at, dice.one_of(body_text));
      return;
    case 4:
      text.append(dice.one_of(body_text));
      return;
    case 5:
      text.insert(0, dice.one_of(names) + ": added\r\n");
      return;
    default:
      return;
  }
}

std::string make_record(const SigningKey& key, Dice& dice) {
  auto text = key.record_text();
  const auto tags = dice.one_of({"",           "",
                                 "",           "",
                                 "; t=y",      "; t=s",
                                 "; t=y:s",    "; h=sha1",
                                 "; h=sha256", "; h=sha1:sha256",
                                 "; s=email",  "; s=*",
                                 "; s=tlsrpt", "; s=tlsrpt:email",
                                 "; g=*",      "; n=a b; x=1",
                                 ";",          "; t=z",
                                 "; k=rsa",    ";;"});
  if (dice.one_in(20))
    text = dice.one_of({"", "v=DKIM1", "v=DKIM1; p=", "garbage", "p=!", "v=DKIM1; k=odd; p=AAAA"});
  if (dice.one_in(20)) text.insert(dice.below(text.size() + 1), dice.one_of({" ", "=", ";", "A", "*"}));
  return text + tags;
}

Case make_case(Dice& dice) {
  static const std::array keys = {SigningKey::load("rsa1024"), SigningKey::load("rsa2048"),
                                  SigningKey::load("ed25519"), SigningKey::load("rsa768")};
  const auto& key = keys[dice.one_in(20) ? 3 : dice.below(3)];
  Case made;
  made.message = sign(key, make_message(dice), make_signing(dice));
  if (dice.one_in(2)) mutate(made.message, dice);
  made.record = make_record(dice.one_in(20) ? keys[dice.below(3)] : key, dice);

  dns::Zone zone;
  zone.add_text(*dns::Name::parse(key.record_name()), made.record);
  const auto ours = test::verify(made.message, zone, {.engine = EngineKind::postern});
  const auto theirs = test::verify(made.message, zone, {.engine = EngineKind::opendkim});
  EXPECT_EQ(ours.size(), theirs.size());
  if (!ours.empty() && ours.size() == theirs.size()) {
    made.ours = ours.front();
    made.theirs = theirs.front();
  }
  return made;
}

// libopendkim judges a key's size only where the signature fits, takes records that are none by the grammar,
// and finds a t= before 1980 in the future.
bool is_known_difference(const Case& each) {
  const auto& reason = each.ours.reason;
  return reason.starts_with("RSA key of 768 bits") || reason.starts_with("key syntax error") ||
         reason.starts_with("unknown key type") ||
         each.theirs.reason.starts_with("signature timestamp in the future") ||
         each.theirs.reason == "a header field cannot be processed" ||
         each.theirs.reason == "the header cannot be processed" ||
         each.theirs.reason == "signature data corrupt" || each.theirs.reason == "header list missing";
}

std::string shown(const Signature& signature) {
  return std::string(format(signature.result)) + " (" + signature.reason + ")";
}

TEST(Differential, BothEnginesSayTheSame) {
  Dice dice(static_cast<unsigned>(::testing::UnitTest::GetInstance()->random_seed()) + 1);
  std::size_t passed = 0;
  std::size_t failed = 0;
  for (int number = 0; number < 800; ++number) {
    const auto each = make_case(dice);
    passed += each.ours.result == Result::pass ? 1 : 0;
    failed += each.ours.result == Result::fail ? 1 : 0;
    if (is_known_difference(each)) continue;
    EXPECT_EQ(each.ours.result, each.theirs.result)
        << "ours: " << shown(each.ours) << "\ntheirs: " << shown(each.theirs) << "\nkey: " << each.record
        << "\n"
        << base::escape_controls(each.message);
  }
  EXPECT_GT(passed, 120u);
  EXPECT_GT(failed, 40u);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string with_network_line_ends(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && !out.ends_with('\r')) out += '\r';
    out += c;
  }
  return out;
}

// Every message that lies about here, with what it takes to verify it.
std::vector<std::string> messages_at_hand() {
  std::vector<std::string> messages;
  for (const auto* folder : {POSTERN_SOURCE_DIR "/tests/data/dkim", POSTERN_SOURCE_DIR "/demo/messages"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".eml") continue;
      auto text = read_file(entry.path());
      if (text.size() < 20'000) messages.push_back(with_network_line_ends(text));
    }
  }
  return messages;
}

dns::Zone keys_at_hand() {
  return dns::Zone::parse(read_file(POSTERN_SOURCE_DIR "/demo/sample.zone") +
                          read_file(POSTERN_SOURCE_DIR "/tests/data/dkim/rfc.zone"))
      .value();
}

std::vector<Result> results(std::string_view message, const dns::Zone& zone, EngineKind engine) {
  std::vector<Result> words;
  for (const auto& signature : test::verify(message, zone, {.engine = engine}))
    words.push_back(signature.result);
  return words;
}

// As they are, and with an octet changed, here and there.
TEST(Differential, BothEnginesSayTheSameOfTheMessagesAtHand) {
  const auto zone = keys_at_hand();
  std::size_t verified = 0;
  for (const auto& message : messages_at_hand()) {
    const auto ours = results(message, zone, EngineKind::postern);
    verified += static_cast<std::size_t>(std::ranges::count(ours, Result::pass));
    EXPECT_EQ(ours, results(message, zone, EngineKind::opendkim)) << message;
    for (std::size_t at = 3; at < message.size(); at += 1 + message.size() / 60) {
      auto altered = message;
      altered[at] = static_cast<char>(altered[at] ^ 1);
      EXPECT_EQ(results(altered, zone, EngineKind::postern), results(altered, zone, EngineKind::opendkim))
          << base::escape_controls(altered);
    }
  }
  EXPECT_GE(verified, 5u);
}

}  // namespace
}  // namespace postern::dkim
