#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "dkim/core_verifier.hpp"
#include "dkim/signer.hpp"
#include "dkim/verify.hpp"

namespace postern::dkim {
namespace {

using test::sign;
using test::SigningKey;

// What one message may make us do, whoever wrote it: Limits says so, and this counts it.

const std::string message = "From: a@example.com\r\nTo: b@example.org\r\n\r\nHello\r\n";

// One message in our engine, with a key or several at every name.
struct Verified {
  Verified(std::string_view text, const std::vector<std::string>& records, const Limits& limits = {})
      : verifier(keys, limits) {
    while (!text.starts_with("\r\n")) {
      auto end = text.find("\r\n");
      while (text[end + 2] == ' ') end = text.find("\r\n", end + 2);
      verifier.header(text.substr(0, end + 2));
      text.remove_prefix(end + 2);
    }
    names = verifier.end_of_header();
    verifier.body(text.substr(2));
    for (const auto& name : names) verifier.set_key(name, {.status = dns::Status::ok, .texts = records});
    reports = verifier.finish({});
  }

  KeyCache keys;
  CoreVerifier verifier;
  std::vector<dns::Name> names;
  std::vector<Signature> reports;
};

// Each of its own selector, each with the same private key.
std::string signed_often(std::size_t count) {
  auto text = message;
  for (std::size_t number = 0; number < count; ++number)
    text = sign(SigningKey::load("rsa1024", "example.net", "s" + std::to_string(number)), text);
  return text;
}

TEST(Bounds, OfAHundredSignatures) {
  const Verified run(signed_often(100), {SigningKey::load("rsa1024").record_text()});
  EXPECT_EQ(run.names.size(), 10u);
  EXPECT_EQ(run.verifier.verifications(), 10u);
  ASSERT_EQ(run.reports.size(), 11u);
  EXPECT_EQ(std::ranges::count(run.reports, Result::pass, &Signature::result), 10);
  EXPECT_EQ(run.reports.back().reason, "90 more signatures were not verified");
}

TEST(Bounds, OfAHundredSignaturesWithManyKeysEach) {
  const std::vector<std::string> wrong(20, SigningKey::load("rsa2048").record_text());
  const Verified run(signed_often(100), wrong);
  EXPECT_EQ(run.verifier.verifications(), 30u);
  EXPECT_EQ(run.reports.front().result, Result::fail);
  EXPECT_EQ(run.keys.size(), 1u);
}

TEST(Bounds, OfAnAlteredBodyIsNoKeyOperationAtAll) {
  const Verified run(signed_often(5) + "x", {SigningKey::load("rsa1024").record_text()});
  EXPECT_EQ(run.verifier.verifications(), 0u);
  EXPECT_EQ(run.reports.size(), 5u);
}

TEST(Bounds, OfASignatureThatIsRepeated) {
  const auto once = sign(SigningKey::load("rsa1024"), message);
  auto text = once;
  for (int copy = 0; copy < 99; ++copy) text.insert(0, once.substr(0, once.find("From:")));
  const Verified run(text, {SigningKey::load("rsa1024").record_text()});
  EXPECT_EQ(run.names.size(), 1u);
  EXPECT_EQ(run.verifier.verifications(), 1u);
  ASSERT_EQ(run.reports.size(), 11u);
  for (std::size_t index = 0; index < 10; ++index) EXPECT_EQ(run.reports[index].result, Result::pass);
}

TEST(Bounds, OfFieldsThatCannotVerifyIsNoLookup) {
  std::string text = message;
  for (int number = 0; number < 1000; ++number)
    text.insert(0, "DKIM-Signature: v=1; d=example.com; n" + std::to_string(number) + "=\r\n");
  const Verified run(text, {""});
  EXPECT_TRUE(run.names.empty());
  EXPECT_EQ(run.reports.size(), 11u);
}

TEST(OurEngine, IsSharedByThreads) {
  const auto key = SigningKey::load("rsa1024");
  const auto text = sign(key, message);
  const auto engine = make_engine();
  std::atomic<int> passed = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int time = 0; time < 20; ++time) {
        const auto verifier = engine->make_verifier();
        const auto from = text.find("From:");
        verifier->header(text.substr(0, from));
        verifier->header("From: a@example.com\r\n");
        verifier->header("To: b@example.org\r\n");
        for (const auto& name : verifier->end_of_header()) {
          // One key that all use, and others that make room for it in the cache.
          const auto record =
              key.record_text() + "; n=" + std::to_string(time % 3 == 0 ? thread * 1000 + time : 0);
          verifier->set_key(name, {.status = dns::Status::ok, .texts = {record}});
        }
        verifier->body("Hello\r\n");
        if (verifier->finish({}).front().result == Result::pass) ++passed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(passed, 80);
}

TEST(Bounds, AreThoseThatWereSet) {
  const std::vector<std::string> wrong(20, SigningKey::load("rsa2048").record_text());
  const Verified run(signed_often(9), wrong, {.max_signatures = 4, .max_keys = 2});
  EXPECT_EQ(run.names.size(), 4u);
  EXPECT_EQ(run.verifier.verifications(), 8u);
  EXPECT_EQ(run.reports.back().reason, "5 more signatures were not verified");
}

}  // namespace
}  // namespace postern::dkim
