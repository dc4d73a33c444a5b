#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "dns/resolver.hpp"
#include "spf/limits.hpp"
#include "spf/result.hpp"

namespace postern::spf {

/// What ends an evaluation before its time: temperror or permerror (in an include also none), and why.
struct Trouble {
  Result result = Result::permerror;
  std::string problem;  ///< a sentence without its full stop
};

inline Trouble permerror(std::string problem) {
  return {Result::permerror, std::move(problem)};
}

/// The DNS as one evaluation sees it: asked through here, and counted (RFC 7208 §4.6.4).
class Lookups {
 public:
  /// `resolver` must outlive this.
  Lookups(const Limits& limits, dns::Resolver& resolver) : limits_(limits), resolver_(resolver) {}

  /// `count` more terms that ask the DNS: trouble when they are too many, before anything is asked.
  std::optional<Trouble> count_terms(int count);
  /// A term's questions led to nothing: trouble when that happened too often.
  std::optional<Trouble> count_void();
  /// Asks; that the DNS does not know now is trouble (§5, temperror), that there is nothing is an answer.
  asio::awaitable<base::Result<dns::Answer, Trouble>> ask(dns::Question question);

  int terms() const { return terms_; }
  int void_lookups() const { return void_lookups_; }

 private:
  Limits limits_;
  dns::Resolver& resolver_;
  int terms_ = 0;
  int void_lookups_ = 0;
};

}  // namespace postern::spf
