#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace postern::base {

/// An IPv4 or IPv6 address: a value, without port or zone.
class IpAddress {
 public:
  static IpAddress v4(const std::array<std::uint8_t, 4>& octets);
  static IpAddress v6(const std::array<std::uint8_t, 16>& octets);
  /// Dotted quad or any RFC 4291 §2.2 text form; no brackets, no prefix, no zone.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const { return length_ == 4; }
  bool is_v6() const { return length_ == 16; }
  /// 4 or 16 octets in network order.
  std::span<const std::uint8_t> octets() const { return {octets_.data(), length_}; }
  /// An IPv4-mapped IPv6 address (::ffff:0:0/96) as the IPv4 address it maps; any other as it is.
  IpAddress unmapped() const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  std::uint8_t length_ = 4;
  std::array<std::uint8_t, 16> octets_{};
};

/// RFC 5952 text: 192.0.2.1, 2001:db8::1.
std::string format(const IpAddress& address);

/// An address block: all addresses that agree with `address` in its first `prefix` bits.
struct Network {
  IpAddress address;
  int prefix = 32;

  /// "192.0.2.0/24", "2001:db8::/32" or a single address; host bits may be set and are ignored. A
  /// network of IPv4-mapped addresses is read as that of the IPv4 addresses.
  static std::optional<Network> parse(std::string_view text);
  /// Families never mix: ::ffff:192.0.2.1 is not in 192.0.2.0/24 unless unmapped first.
  bool contains(const IpAddress& other) const;

  bool operator==(const Network&) const = default;
};

}  // namespace postern::base
