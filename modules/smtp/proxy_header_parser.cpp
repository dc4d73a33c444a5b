#include "smtp/proxy_header_parser.hpp"

#include <algorithm>
#include <utility>

#include "smtp/proxy_wire.hpp"

// octets_ never holds more than belongs to the header: feed() takes at most wanted_ octets, judges, and
// learns how many more there must be. The first octet says which version it is. Version 2 says how long it
// is; of version 1 it is known only that the end is missing, so that it is read two octets at a time, or one
// after a CR.

namespace postern::smtp {
namespace {

using proxy::v1_signature;
using proxy::v2_fixed;
using proxy::v2_signature;

/// The shortest of all: "PROXY UNKNOWN" CRLF.
constexpr std::size_t shortest_line = 15;

// Whether `octets`, of any length, begin as `signature` does.
bool agrees(std::string_view octets, std::string_view signature) {
  return signature.starts_with(octets.substr(0, signature.size()));
}

std::size_t declared_length(std::string_view octets) {
  const auto octet = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(octets[at]));
  };
  return v2_fixed + octet(v2_fixed - 2) * 256 + octet(v2_fixed - 1);
}

}  // namespace

std::size_t ProxyHeaderParser::feed(std::string_view octets) {
  std::size_t taken = 0;
  while (wanted_ > 0 && taken < octets.size()) {
    const auto part = octets.substr(taken, wanted_);
    octets_ += part;
    taken += part.size();
    wanted_ -= part.size();
    judge();
  }
  return taken;
}

base::Result<std::optional<ProxyHeader>, ProxyError> ProxyHeaderParser::next() const {
  if (error_) return base::Unexpected{*error_};
  return header_;
}

// Called with every part, so that who speaks another protocol is not waited for.
void ProxyHeaderParser::judge() {
  if (agrees(octets_, v1_signature)) return judge_line();
  if (agrees(octets_, v2_signature)) return judge_block();
  fail(ProxyError::no_signature);
}

void ProxyHeaderParser::judge_line() {
  if (wanted_ > 0) return;
  if (octets_.size() < shortest_line) {
    wanted_ = shortest_line - octets_.size();
  } else if (octets_.ends_with("\r\n")) {
    auto header = proxy::parse_v1(std::string_view(octets_).substr(0, octets_.size() - 2));
    if (!header) return fail(header.error());
    header_ = std::move(*header);
  } else if (octets_.size() >= max_line) {
    fail(ProxyError::too_long);
  } else {
    wanted_ = octets_.ends_with('\r') ? 1 : std::min<std::size_t>(2, max_line - octets_.size());
  }
}

void ProxyHeaderParser::judge_block() {
  if (wanted_ > 0) return;
  if (octets_.size() < v2_fixed) {
    wanted_ = v2_fixed - octets_.size();
    return;
  }
  const auto length = declared_length(octets_);
  if (length > max_length) return fail(ProxyError::too_long);
  wanted_ = length - octets_.size();
  if (wanted_ > 0) return;
  auto header = proxy::parse_v2(octets_);
  if (!header) return fail(header.error());
  header_ = std::move(*header);
}

void ProxyHeaderParser::fail(ProxyError error) {
  error_ = error;
  wanted_ = 0;
  octets_.clear();
}

}  // namespace postern::smtp
