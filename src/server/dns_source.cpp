#include "server/dns_source.hpp"

#include <stdexcept>

#include "config/regular_file.hpp"
#include "dns/resolv_conf.hpp"

namespace postern {

dns::StubSettings dns_settings(const std::vector<dns::Server>& servers) {
  if (servers.empty()) return dns::parse_resolv_conf(read_regular_file("/etc/resolv.conf").value_or(""));
  dns::StubSettings settings;
  settings.servers = servers;
  return settings;
}

dns::Zone read_zone_file(const std::string& path) {
  const auto text = read_regular_file(path);
  if (!text) throw std::runtime_error(text.error());
  auto zone = dns::Zone::parse(*text);
  if (!zone) throw std::runtime_error(path + ": " + format(zone.error()));
  return std::move(*zone);
}

DnsSource::DnsSource(net::World& world, const std::vector<dns::Server>& servers, const std::string& zone)
    : zone_(zone.empty() ? std::nullopt : std::optional(read_zone_file(zone))),
      stub_(world, dns_settings(servers)),
      cache_(world, zone_ ? *zone_ : static_cast<dns::Resolver&>(stub_)) {}

}  // namespace postern
