#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dmarc/check.hpp"
#include "dns/zone.hpp"
#include "support/run.hpp"

namespace postern::dmarc {

/// A zone that remembers what it was asked.
class RecordingZone final : public dns::Resolver {
 public:
  explicit RecordingZone(dns::Zone zone) : zone_(std::move(zone)) {}

  asio::awaitable<dns::Answer> resolve(dns::Question question) override {
    asked.push_back(question.name.text());
    co_return zone_.find(question);
  }

  std::vector<std::string> asked;

 private:
  dns::Zone zone_;
};

inline Identifier spf(Identifier::Status status, std::string domain) {
  return {Method::spf, status, std::move(domain)};
}
inline Identifier dkim(Identifier::Status status, std::string domain) {
  return {Method::dkim, status, std::move(domain)};
}
inline Identifier spf_pass(std::string domain) {
  return spf(Identifier::Status::pass, std::move(domain));
}
inline Identifier dkim_pass(std::string domain) {
  return dkim(Identifier::Status::pass, std::move(domain));
}

/// The outcome of a message, and what was asked for it.
struct Checked {
  Outcome outcome;
  std::vector<std::string> asked;
};

/// `zone` is master-file text.
inline Checked check(std::string_view zone, mail::Authors authors, std::vector<Identifier> identifiers,
                     DiscoveryMode mode = DiscoveryMode::treewalk) {
  auto parsed = dns::Zone::parse(zone);
  EXPECT_TRUE(parsed.has_value()) << zone;
  RecordingZone resolver(*std::move(parsed));
  const PublicSuffixes suffixes;
  Check check(std::move(authors), mode, suffixes, resolver);
  test::run([](Check& run, const std::vector<Identifier>& known) -> asio::awaitable<bool> {
    for (std::size_t i = 0; i < run.author_count(); ++i) co_await run.discover(i);
    for (std::size_t i = 0; i < run.author_count(); ++i) co_await run.align(i, known);
    co_return true;
  }(check, identifiers));
  return {check.outcome(identifiers), std::move(resolver.asked)};
}

inline Checked check(std::string_view zone, std::string author, std::vector<Identifier> identifiers,
                     DiscoveryMode mode = DiscoveryMode::treewalk) {
  return check(zone, mail::Authors{.domains = {std::move(author)}, .error = {}}, std::move(identifiers),
               mode);
}

}  // namespace postern::dmarc
