#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/ascii.hpp"
#include "mail/authentication_results.hpp"
#include "mail/header_field.hpp"

namespace postern::mail {

static void PrintTo(const AuthenticationResults& results, std::ostream* out) {
  *out << format_authentication_results(results, Charset::utf8);
}

namespace {

/// Results made of pieces that have a meaning somewhere in the grammar.
class Source {
 public:
  explicit Source(unsigned seed) : random_(seed) {}

  AuthenticationResults results(bool is_clean) {
    AuthenticationResults made{.authserv_id = text(is_clean)};
    for (auto count = pick(4); count > 0; --count) made.results.push_back(result(is_clean));
    return made;
  }

 private:
  std::size_t pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

  std::string keyword() {
    static const std::vector<std::string> keywords{"dkim", "none", "reason", "pass", "x-1", "a", "header"};
    return keywords[pick(keywords.size())];
  }

  std::string text(bool is_clean) {
    static const std::vector<std::string> pieces{"a",       "example.com",
                                                 "@",       ".",
                                                 " ",       "(",
                                                 ")",       "\"",
                                                 "\\",      ";",
                                                 "/",       "=",
                                                 "b-",      "\xc3\xa9",
                                                 "_",       "none",
                                                 "    ",    "long-word-of-many-letters",
                                                 "\r",      "\n",
                                                 "\r\n",    std::string(1, '\0'),
                                                 "\t",      "\x7f",
                                                 "\xff",    "\xc3",
                                                 "\xc2\x80"};
    const std::size_t clean_pieces = 18;
    std::string made;
    for (auto count = pick(14); count > 0; --count)
      made += pieces[pick(is_clean ? clean_pieces : pieces.size())];
    return made;
  }

  // Comments are read back as prose.
  std::string comment(bool is_clean) {
    const std::string pieces = text(is_clean);
    std::string made;
    for (const auto word : base::split(pieces, ' ')) {
      if (word.empty()) continue;
      if (!made.empty()) made += ' ';
      made += word;
    }
    return made;
  }

  MethodResult result(bool is_clean) {
    MethodResult made{keyword(), keyword(), comment(is_clean), text(is_clean), {}};
    for (auto count = pick(4); count > 0; --count) {
      made.properties.push_back({keyword(), keyword(), text(is_clean), comment(is_clean)});
    }
    return made;
  }

  std::mt19937 random_;
};

TEST(AuthenticationResultsRoundTrip, WhatIsPrintedOfCleanTextIsRead) {
  Source source(1);
  for (int i = 0; i < 5000; ++i) {
    const auto results = source.results(true);
    const auto field = HeaderField::raw(format_authentication_results(results, Charset::utf8));
    const auto read = parse_authentication_results(field.body());
    ASSERT_TRUE(read) << field.raw();
    ASSERT_EQ(*read, results) << field.raw();
  }
}

TEST(AuthenticationResultsRoundTrip, WhatIsPrintedOfHostileTextIsReadAndStays) {
  Source source(2);
  for (int i = 0; i < 5000; ++i) {
    const auto results = source.results(false);
    for (const auto charset : {Charset::ascii, Charset::utf8}) {
      const auto field = HeaderField::raw(format_authentication_results(results, charset));
      const auto read = parse_authentication_results(field.body());
      ASSERT_TRUE(read) << field.raw();
      ASSERT_EQ(read->results.size(), results.results.size());
      ASSERT_EQ(format_authentication_results(*read, charset), field.raw());
    }
  }
}

TEST(AuthenticationResultsRoundTrip, ATolerantReaderReadsWhatAStrictOneReadsAlike) {
  Source source(4);
  for (int i = 0; i < 5000; ++i) {
    const auto field = HeaderField::raw(format_authentication_results(source.results(false), Charset::utf8));
    const auto strict = parse_authentication_results(field.body(), Reading::strict);
    const auto tolerant = parse_authentication_results(field.body(), Reading::tolerant);
    ASSERT_TRUE(strict && tolerant) << field.raw();
    ASSERT_EQ(*strict, *tolerant) << field.raw();
  }
}

TEST(AuthenticationResultsRoundTrip, HostileTextGivesOneFieldAndNoControls) {
  Source source(3);
  for (int i = 0; i < 5000; ++i) {
    const auto field = HeaderField::raw(format_authentication_results(source.results(false)));
    ASSERT_TRUE(field.is("Authentication-Results"));
    ASSERT_TRUE(
        std::ranges::none_of(field.raw(), [](char c) { return static_cast<unsigned char>(c) > 127; }));
    ASSERT_TRUE(std::ranges::none_of(unfold(field.body()), base::is_control)) << field.raw();
    for (const auto line : base::split(field.body(), '\n')) {
      ASSERT_FALSE(base::trim(line).empty()) << "RFC 5322 §3.2.2: no fold of blanks only\n" << field.raw();
    }
  }
}

}  // namespace
}  // namespace postern::mail
