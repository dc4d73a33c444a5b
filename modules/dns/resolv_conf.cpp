#include "dns/resolv_conf.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "base/scanner.hpp"

namespace postern::dns {

namespace {

std::string_view take_word(base::ScannerView& scanner) {
  scanner.take_while(base::is_space);
  return scanner.take_while([](char c) { return !base::is_space(c); });
}

std::optional<int> value_of(std::string_view option, std::string_view name, int most) {
  if (!option.starts_with(name)) return std::nullopt;
  const auto value = base::parse_decimal(option.substr(name.size()));
  if (!value) return std::nullopt;
  return static_cast<int>(std::clamp<unsigned long long>(*value, 1, static_cast<unsigned>(most)));
}

void read_options(base::ScannerView& scanner, StubSettings& settings) {
  for (auto option = take_word(scanner); !option.empty(); option = take_word(scanner)) {
    if (const auto timeout = value_of(option, "timeout:", 5)) {
      settings.try_timeout = std::chrono::seconds(*timeout);
    }
    if (const auto attempts = value_of(option, "attempts:", 4)) settings.attempts = *attempts;
  }
}

}  // namespace

StubSettings parse_resolv_conf(std::string_view text) {
  constexpr std::size_t most_servers = 3;  // resolv.conf(5): MAXNS
  StubSettings settings;
  for (const auto line : base::split(text, '\n')) {
    base::ScannerView scanner(line);
    const auto keyword = take_word(scanner);
    if (keyword == "options") read_options(scanner, settings);
    if (keyword != "nameserver" || settings.servers.size() == most_servers) continue;
    if (const auto address = base::IpAddress::parse(take_word(scanner)))
      settings.servers.push_back({*address});
  }
  if (settings.servers.empty()) settings.servers.push_back({base::IpAddress::v4({127, 0, 0, 1})});
  return settings;
}

}  // namespace postern::dns
