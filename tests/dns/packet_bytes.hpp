#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answer.hpp"
#include "dns/name.hpp"

namespace postern::dns::test {

/// DNS packets written octet by octet, so that a test can write what no library would.

inline std::string u16(unsigned number) {
  return {static_cast<char>(number >> 8 & 0xff), static_cast<char>(number & 0xff)};
}
inline std::string u32(std::uint32_t number) {
  return u16(number >> 16) + u16(number & 0xffff);
}

/// A label with its length before it; so is a character-string of a TXT.
inline std::string counted(std::string_view octets) {
  return static_cast<char>(octets.size()) + std::string(octets);
}

/// Uncompressed; "" is the root.
inline std::string wire_name(std::string_view text) {
  std::string wire;
  const auto name = Name::parse(text).value();
  for (const auto label : name.labels()) wire += counted(label);
  return wire + '\0';
}

inline std::string resource_record(const std::string& owner, unsigned type, std::uint32_t ttl,
                                   const std::string& data) {
  return owner + u16(type) + u16(1) + u32(ttl) + u16(static_cast<unsigned>(data.size())) + data;
}
inline std::string a_record(std::string_view owner, std::uint32_t ttl, const std::string& octets) {
  return resource_record(wire_name(owner), 1, ttl, octets);
}
inline std::string cname_record(std::string_view owner, std::uint32_t ttl, std::string_view target) {
  return resource_record(wire_name(owner), 5, ttl, wire_name(target));
}
inline std::string txt_record(std::string_view owner, std::uint32_t ttl, const std::string& strings) {
  return resource_record(wire_name(owner), 16, ttl, strings);
}
inline std::string soa_record(std::string_view owner, std::uint32_t ttl, std::uint32_t minimum) {
  return resource_record(wire_name(owner), 6, ttl,
                         wire_name("ns") + wire_name("h") + u32(1) + u32(2) + u32(3) + u32(4) + u32(minimum));
}

/// QR, RD and RA: an ordinary response of a recursive server.
inline constexpr unsigned plain_response = 0x8180;
inline constexpr unsigned with_aa = 0x0400;
inline constexpr unsigned with_tc = 0x0200;
inline constexpr unsigned with_ra = 0x0080;
inline constexpr unsigned with_ad = 0x0020;
inline constexpr unsigned servfail = 2;
inline constexpr unsigned nxdomain = 3;
inline constexpr unsigned refused = 5;

struct PacketParts {
  unsigned id = 0x1234;
  unsigned flags = plain_response;
  std::string question_name = wire_name("example.org");
  Type question_type = Type::TXT;
  std::vector<std::string> answers;
  std::vector<std::string> authority;
};

inline std::string packet_bytes(const PacketParts& parts) {
  std::string packet = u16(parts.id) + u16(parts.flags) + u16(1) +
                       u16(static_cast<unsigned>(parts.answers.size())) +
                       u16(static_cast<unsigned>(parts.authority.size())) + u16(0) + parts.question_name +
                       u16(static_cast<unsigned>(parts.question_type)) + u16(1);
  for (const auto& record : parts.answers) packet += record;
  for (const auto& record : parts.authority) packet += record;
  return packet;
}

inline std::span<const std::uint8_t> octets(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace postern::dns::test
