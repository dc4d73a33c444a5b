#include "dkim/body_hash.hpp"

namespace postern::dkim {

namespace {
constexpr std::size_t small_run = 512;
constexpr std::size_t enough = 4096;
}  // namespace

void BodyHash::feed(std::string_view octets) {
  canonicalizer_.feed(octets);
  drain();
}

void BodyHash::finish() {
  canonicalizer_.finish();
  drain();
  flush();
  // A length that the body reaches with its last octet, none at all included.
  const auto whole = prefixes_.find(length_);
  if (whole != prefixes_.end()) whole->second = hash_.digest();
}

void BodyHash::drain() {
  for (auto run = canonicalizer_.next(); !run.empty(); run = canonicalizer_.next()) {
    for (auto next = prefixes_.lower_bound(length_);
         next != prefixes_.end() && next->first < length_ + run.size(); ++next) {
      const auto part = run.substr(0, next->first - length_);
      append(part);
      run.remove_prefix(part.size());
      flush();
      next->second = hash_.digest();
    }
    append(run);
  }
}

void BodyHash::append(std::string_view run) {
  length_ += run.size();
  if (run.size() >= small_run) {
    flush();
    hash_.feed(run);
    return;
  }
  small_runs_ += run;
  if (small_runs_.size() >= enough) flush();
}

void BodyHash::flush() {
  hash_.feed(small_runs_);
  small_runs_.clear();
}

}  // namespace postern::dkim
