#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "smtp/proxy_header.hpp"

namespace postern::smtp {

/// Finds the header at the beginning of a connection, in any chunking.
///
///     while (parser.wanted() > 0) parser.feed(co_await ... at most parser.wanted() octets);
///     auto header = parser.next();   // ProxyHeader, nothing yet, or ProxyError
///
/// Both versions are taken. The parser never takes an octet that follows the header, and whoever reads no
/// more than it wants reads none: behind the header TLS may begin.
class ProxyHeaderParser {
 public:
  /// Version 1: a line with its CRLF.
  static constexpr std::size_t max_line = 107;
  /// Version 2 could be 65,551 octets long. Addresses and the TLVs we know have some 1,500, a proxy that adds
  /// the client's certificate a few thousand.
  static constexpr std::size_t max_length = std::size_t{16} * 1024;

  /// How many octets more the header has at least; none when it is complete or cannot become one.
  std::size_t wanted() const { return wanted_; }
  /// Takes what belongs to the header; returns how many octets that were.
  std::size_t feed(std::string_view octets);
  /// Nothing when the header is not complete yet; otherwise the same from every call.
  [[nodiscard]] base::Result<std::optional<ProxyHeader>, ProxyError> next() const;

 private:
  void judge();
  void judge_line();
  void judge_block();
  void fail(ProxyError error);

  std::string octets_;
  std::size_t wanted_ = 1;
  std::optional<ProxyError> error_;
  std::optional<ProxyHeader> header_;
};

}  // namespace postern::smtp
