#include "dkim/canonicalization.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dkim/body_length.hpp"

namespace postern::dkim {
namespace {

using enum Canonicalization;

// In pieces that end at each of `cuts`.
std::string canonical_body(std::string_view body, Canonicalization how,
                           const std::vector<std::size_t>& cuts) {
  BodyCanonicalizerView canonicalizer(how);
  std::string out;
  const auto drain = [&] {
    for (auto run = canonicalizer.next(); !run.empty(); run = canonicalizer.next()) out += run;
  };
  std::size_t at = 0;
  for (const auto cut : cuts) {
    const std::string piece(body.substr(at, cut - at));  // of its own, so that looking beyond it is seen
    canonicalizer.feed(piece);
    drain();
    at = cut;
  }
  canonicalizer.finish();
  drain();
  return out;
}

std::string canonical_field(std::string_view field, Canonicalization how) {
  std::string out;
  append_canonical(out, field, how);
  return out;
}

struct Case {
  std::string body, simple, relaxed;
};

const Case cases[] = {
    // RFC 6376 §3.4.3, §3.4.4: the body that is not there.
    {"", "\r\n", ""},
    {"\r\n", "\r\n", ""},
    {"\r\n\r\n\r\n", "\r\n", ""},
    // The example of §3.4.5.
    {" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n"},
    // The last line end is missing.
    {"a", "a\r\n", "a\r\n"},
    {"a ", "a \r\n", "a\r\n"},
    {"a\r\n\r\nb", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"},
    {"a\r\n \t", "a\r\n \t\r\n", "a\r\n"},
    {" \t", " \t\r\n", ""},
    // Lines of blanks only are empty lines under relaxed.
    {"\r\n \r\n\t\r\na \r\n \r\n", "\r\n \r\n\t\r\na \r\n \r\n", "\r\n\r\n\r\na\r\n"},
    {" \r\n \r\n", " \r\n \r\n", ""},
    {"a\r\n \r\nb\r\n\r\n", "a\r\n \r\nb\r\n", "a\r\n\r\nb\r\n"},
    // White space inside of lines.
    {"a b  c\td\t \te\r\n", "a b  c\td\t \te\r\n", "a b c d e\r\n"},
    {"\ta\r\n  b\r\n", "\ta\r\n  b\r\n", " a\r\n b\r\n"},
    // A CR or LF alone is text.
    {"a\rb\nc\r\n", "a\rb\nc\r\n", "a\rb\nc\r\n"},
    {"a\r\r\n", "a\r\r\n", "a\r\r\n"},
    {"a \r\r\n\r\n", "a \r\r\n", "a \r\r\n"},
    {"\r", "\r\r\n", "\r\r\n"},
    {"a\r\n\r", "a\r\n\r\r\n", "a\r\n\r\r\n"},
    {"\n", "\n\r\n", "\n\r\n"},
    {"a \n\r\n", "a \n\r\n", "a \n\r\n"},
    {"\n\r\n\r\n\r x\n\r", "\n\r\n\r\n\r x\n\r\r\n", "\n\r\n\r\n\r x\n\r\r\n"},
};

TEST(BodyCanonicalizer, HasTheCanonicalForm) {
  for (const auto& each : cases) {
    EXPECT_EQ(canonical_body(each.body, simple, {each.body.size()}), each.simple) << each.body;
    EXPECT_EQ(canonical_body(each.body, relaxed, {each.body.size()}), each.relaxed) << each.body;
  }
}

TEST(BodyCanonicalizer, DoesNotDependOnChunks) {
  for (const auto& each : cases) {
    const auto size = each.body.size();
    // Every way there is to cut it, as far as there are not too many.
    const std::size_t ways = std::size_t{1} << std::min<std::size_t>(size == 0 ? 0 : size - 1, 12);
    for (std::size_t way = 0; way < ways; ++way) {
      std::vector<std::size_t> cuts;
      for (std::size_t at = 1; at < size; ++at) {
        if ((way >> ((at - 1) % 12) & 1) != 0) cuts.push_back(at);
      }
      cuts.push_back(size);
      EXPECT_EQ(canonical_body(each.body, simple, cuts), each.simple) << each.body << way;
      EXPECT_EQ(canonical_body(each.body, relaxed, cuts), each.relaxed) << each.body << way;
    }
  }
}

// Every body of up to seven octets of those that mean something.
TEST(BodyCanonicalizer, AgreesWithTheLengthsAndWithItselfOctetByOctet) {
  const std::string octets = "a \r\n";
  for (std::size_t size = 0; size <= 7; ++size) {
    std::size_t bodies = 1;
    for (std::size_t i = 0; i < size; ++i) bodies *= octets.size();
    for (std::size_t number = 0; number < bodies; ++number) {
      std::string body;
      std::vector<std::size_t> cuts;
      for (std::size_t rest = number; body.size() < size; rest /= octets.size()) {
        body += octets[rest % octets.size()];
        cuts.push_back(body.size());
      }
      BodyLength length;
      length.feed(body);
      const auto plain = canonical_body(body, simple, {size});
      const auto spaced = canonical_body(body, relaxed, {size});
      if (!body.ends_with('\r')) {  // which BodyLength waits to see the end of
        ASSERT_EQ(plain.size(), length.simple()) << number;
        ASSERT_EQ(spaced.size(), length.relaxed()) << number;
      }
      ASSERT_EQ(canonical_body(body, simple, cuts), plain) << number;
      ASSERT_EQ(canonical_body(body, relaxed, cuts), spaced) << number;
      ASSERT_EQ(canonical_body(plain, simple, {plain.size()}), plain);
      ASSERT_EQ(canonical_body(spaced, relaxed, {spaced.size()}), spaced);
    }
  }
}

TEST(BodyCanonicalizer, HoldsAnyNumberOfLineEndsInNoRoom) {
  std::string body = "a";
  for (int i = 0; i < 1000; ++i) body += "\r\n";
  EXPECT_EQ(canonical_body(body, relaxed, {body.size()}), "a\r\n");
  EXPECT_EQ(canonical_body(body + "b", relaxed, {7, body.size(), body.size() + 1}), body + "b\r\n");
}

TEST(BodyCanonicalizer, GivesOrdinaryTextInOneRun) {
  const std::string text = "Two lines of words,\r\nsay. And\r\nmore";
  for (const auto how : {simple, relaxed}) {
    BodyCanonicalizerView canonicalizer(how);
    canonicalizer.feed(text);
    EXPECT_EQ(canonicalizer.next(), text);
    EXPECT_EQ(canonicalizer.next(), "");
  }
}

TEST(HeaderCanonicalization, OfSimpleChangesNothing) {  // RFC 6376 §3.4.1, §3.4.5
  EXPECT_EQ(canonical_field("B : Y\t\r\n\tZ  \r\n", simple), "B : Y\t\r\n\tZ  \r\n");
  EXPECT_EQ(canonical_field("A: X", simple), "A: X\r\n");
}

TEST(HeaderCanonicalization, OfRelaxed) {  // §3.4.2, §3.4.5
  const std::pair<std::string, std::string> examples[] = {
      {"A: X\r\n", "a:X\r\n"},
      {"B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n"},
      {"SUBJect:AbC", "subject:AbC\r\n"},
      {"Subject:\r\n\r\n", "subject:\r\n\r\n"},  // no fold: nothing can be hidden in it
      {"Subject:  \r\n \t\r\n", "subject:\r\n"},
      {"Subject: a\r\n b\r\n\t\r\n  c\r\n", "subject:a b c\r\n"},
      {"Subject:a:b : c\r\n", "subject:a:b : c\r\n"},
      {"Subject: a\rb\nc \r\n", "subject:a\rb\nc\r\n"},
      {"Subject\t \t: x", "subject:x\r\n"},
      {"X:\xc3\x84 \xc3\x84", "x:\xc3\x84 \xc3\x84\r\n"},
  };
  for (const auto& [field, canonical] : examples)
    EXPECT_EQ(canonical_field(field, relaxed), canonical) << field;
}

}  // namespace
}  // namespace postern::dkim
