#include <fstream>
#include <sstream>
#include <stdexcept>

#include "commands.hpp"
#include "dkim/opendkim_engine.hpp"
#include "dns/resolv_conf.hpp"
#include "dns/zone.hpp"
#include "server.hpp"

namespace postern {

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path);
  return text.str();
}

dns::StubSettings dns_settings(const std::vector<dns::Server>& servers) {
  if (servers.empty()) {
    std::ifstream file("/etc/resolv.conf");
    std::ostringstream text;
    if (file) text << file.rdbuf();
    return dns::parse_resolv_conf(text.str());
  }
  dns::StubSettings settings;
  settings.servers = servers;
  return settings;
}

dns::Zone read_zone(const std::string& path) {
  auto zone = dns::Zone::parse(read_file(path));
  if (!zone) throw std::runtime_error("--zone " + path + ": " + format(zone.error()));
  return std::move(*zone);
}

}  // namespace

int serve(const ServeCommand& command) {
  const auto log = make_log(command.log_level, command.log_format);
  std::optional<dns::Zone> zone;
  if (!command.zone_file.empty()) zone = read_zone(command.zone_file);
  const auto settings = dns_settings(command.dns);
  const auto dkim = dkim::make_opendkim_engine();
  const dmarc::PublicSuffixes suffixes;
  Admission admission({});
  asio::thread_pool helpers(2);
  Server server({.dns = settings,
                 .zone = zone ? &*zone : nullptr,
                 .dkim = *dkim,
                 .suffixes = suffixes,
                 .log = *log,
                 .admission = admission,
                 .helpers = helpers},
                command.listen, command.config, command.threads);
  server.run();
  return 0;
}

}  // namespace postern
