#include "config/check_places.hpp"

#include <algorithm>

#include "base/ascii.hpp"

// A listener takes what is sent to its port at some networks: one address, all of IPv4, all of IPv6, or both.
// A server is an address and a port, two addresses if it is called localhost. What reaches which listener
// follows from that; who delivers to whom is a graph, and from each listener there must be a way out of it.

namespace postern {

namespace {

base::Network network(std::string_view text) {
  return *base::Network::parse(text);
}

/// Whom a listener at this host hears.
std::vector<base::Network> networks_of(const std::string& host) {
  if (host == "*") return {network("0.0.0.0/0"), network("::/0")};
  if (host == "localhost") return {network("127.0.0.1")};
  const auto address = base::IpAddress::parse(host);
  if (!address) return {};
  if (address == base::IpAddress::parse("0.0.0.0")) return {network("0.0.0.0/0")};
  if (address == base::IpAddress::parse("::")) return {network("::/0")};
  return {network(host)};
}

/// Where a connection to this host goes, if that can be known. To the address of all it goes to this machine.
std::vector<base::IpAddress> addresses_of(const std::string& host) {
  const auto v4 = *base::IpAddress::parse("127.0.0.1");
  const auto v6 = *base::IpAddress::parse("::1");
  if (base::iequals(host, "localhost")) return {v4, v6};
  const auto address = base::IpAddress::parse(host);
  if (!address) return {};
  if (address == base::IpAddress::parse("0.0.0.0")) return {v4};
  if (address == base::IpAddress::parse("::")) return {v6};
  return {address->unmapped()};
}

bool is_loopback(const base::IpAddress& address) {
  return network("127.0.0.0/8").contains(address) || network("::1").contains(address);
}

bool overlap(const net::Endpoint& a, const net::Endpoint& b) {
  if (a.is_unix() || b.is_unix()) return a == b;
  // Port 0 is any that is free.
  if (a.port != b.port || a.port == 0) return false;
  for (const auto& one : networks_of(a.host)) {
    for (const auto& other : networks_of(b.host)) {
      if (one.contains(other.address) || other.contains(one.address)) return true;
    }
  }
  return false;
}

/// Whether the listener hears who connects to the server. One that hears everybody does so on addresses of
/// this machine; of these only the loopback ones are known.
bool reaches(const net::Endpoint& server, const net::Endpoint& listener) {
  if (server.is_unix() || listener.is_unix()) return server == listener;
  if (server.port != listener.port) return false;
  for (const auto& address : addresses_of(server.host)) {
    for (const auto& heard : networks_of(listener.host)) {
      if (heard.contains(address) && (heard.prefix > 0 || is_loopback(address))) return true;
    }
  }
  return false;
}

/// The listeners of one configuration.
class Places {
 public:
  Places(const BuiltConfig& built, Problems& problems)
      : built_(built), listeners_(built.configuration.listeners), problems_(problems) {}

  void check() {
    for (std::size_t i = 0; i < listeners_.size(); ++i) {
      check_place(i);
      check_circle(i);
    }
    check_ways_out();
  }

 private:
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

  void error(std::size_t index, std::string_view setting, const std::string& text) {
    const auto here = "listener " + net::format(listeners_[index].listen) + ": ";
    add_error(problems_, built_.origin_of(index, setting), here + text);
  }

  void check_place(std::size_t index) {
    const auto& place = listeners_[index].listen;
    if (!place.is_unix() && networks_of(place.host).empty()) {
      error(index, "listen", "give an address of this machine, or * for all of them, instead of a name");
    }
    for (std::size_t before = 0; before < index; ++before) {
      if (!overlap(listeners_[before].listen, place)) continue;
      return error(index, "listen",
                   listeners_[before].listen == place
                       ? "there is another one at this place"
                       : "listener " + net::format(listeners_[before].listen) + " is at this place as well");
    }
  }

  void check_circle(std::size_t index) {
    const auto& listener = listeners_[index];
    for (const auto& server : listener.upstream.servers) {
      if (!reaches(server.endpoint, listener.listen)) continue;
      const auto what = server.endpoint == listener.listen
                            ? "it is its own upstream"
                            : net::format(server.endpoint) + " is this listener itself";
      return error(index, "upstream", what + ": mail would go round in a circle");
    }
  }

  /// The listener that a server is; nobody for one outside.
  std::size_t listener_of(const UpstreamServer& server) const {
    for (std::size_t i = 0; i < listeners_.size(); ++i) {
      if (reaches(server.endpoint, listeners_[i].listen)) return i;
    }
    return nobody;
  }

  bool leads_out(std::size_t index, const std::vector<bool>& known) const {
    return std::ranges::any_of(listeners_[index].upstream.servers, [&](const UpstreamServer& server) {
      const auto next = listener_of(server);
      return next == nobody || known[next];
    });
  }

  void check_ways_out() {
    std::vector<bool> leads(listeners_.size(), false);
    // Each round finds those that are one step further from the way out.
    for (bool found = true; found;) {
      found = false;
      for (std::size_t i = 0; i < listeners_.size(); ++i) {
        if (leads[i] || !leads_out(i, leads)) continue;
        leads[i] = true;
        found = true;
      }
    }
    for (std::size_t i = 0; i < listeners_.size(); ++i) {
      if (!leads[i]) check_no_way_out(i);
    }
  }

  void check_no_way_out(std::size_t index) {
    const auto& servers = listeners_[index].upstream.servers;
    // That there is none, or that it is its own, has been said.
    if (servers.empty() || listener_of(servers.front()) == index) return;
    const auto& server = servers.front();
    error(index, "upstream",
          net::format(server.endpoint) + " is listener " +
              net::format(listeners_[listener_of(server)].listen) +
              " of this configuration, and from there mail never gets out");
  }

  const BuiltConfig& built_;
  const std::vector<ListenerConfig>& listeners_;
  Problems& problems_;
};

}  // namespace

void check_places(const BuiltConfig& built, Problems& problems) {
  if (built.configuration.listeners.empty()) {
    add_error(problems, {}, "there is nowhere to listen: give --listen, or a file that says listen");
  }
  Places(built, problems).check();
}

}  // namespace postern
