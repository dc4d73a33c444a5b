#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/resolver.hpp"
#include "net/world.hpp"

namespace postern::dns {

/// A question that somebody asked, and what became of it.
struct Exchange {
  Question question;
  std::optional<Answer> answer;  ///< nothing: it did not come while anybody waited for it
  std::chrono::microseconds time{0};
};

/// Passes questions on to another resolver, and remembers them in the order in which they were asked.
class Recorder final : public Resolver {
 public:
  /// Both outlive it.
  Recorder(net::World& world, Resolver& inner) : world_(world), inner_(inner) {}

  asio::awaitable<Answer> resolve(Question question) override;
  const std::vector<Exchange>& exchanges() const { return exchanges_; }

 private:
  net::World& world_;
  Resolver& inner_;
  std::vector<Exchange> exchanges_;
};

/// The answers as the text of a zone file, from which Zone::parse() makes a zone that answers the same
/// questions in the same way: with the same status, records and final owner. Not kept are the TTL of what is
/// absent, and whether an answer was validated or came from a cache; what did not come is a time-out. Of two
/// answers to one question the first counts, as does the first of two CNAMEs of one name.
std::string format_zone(const std::vector<Exchange>& exchanges);

}  // namespace postern::dns
