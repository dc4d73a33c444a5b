#include "config/check.hpp"

#include <algorithm>

#include "config/check_places.hpp"
#include "config/check_policy.hpp"

// Each rule looks at one listener, and speaks of the setting that should be changed. What listeners are to
// each other is in check_places.cpp, what policy is to them in check_policy.cpp.

namespace postern {

namespace {

class Checker {
 public:
  Checker(const BuiltConfig& built, std::size_t index, Problems& problems)
      : built_(built), index_(index), config_(built.configuration.listeners[index]), problems_(problems) {}

  void check() {
    check_upstream();
    check_upstream_tls();
    check_tls();
    check_unix_socket();
    check_proxies();
    check_lmtp();
    check_exposure();
    check_sizes();
    check_checks();
  }

 private:
  void error(std::string_view setting, std::string text) { add(Problem::Severity::error, setting, text); }
  void warn(std::string_view setting, std::string text) { add(Problem::Severity::warning, setting, text); }
  void add(Problem::Severity severity, std::string_view setting, const std::string& text) {
    problems_.push_back({severity, built_.origin_of(index_, setting), here() + text});
  }
  std::string here() const { return "listener " + net::format(config_.listen) + ": "; }

  void check_upstream() {
    const auto& upstream = config_.upstream;
    if (upstream.servers.empty()) return error("upstream", "there is no upstream; say where the mail goes");
    if (upstream.pool > 0 && (upstream.xclient || upstream.proxy_protocol)) {
      error("upstream-pool",
            "connections that speak for one client (upstream-xclient, upstream-proxy-protocol) "
            "cannot be kept for others");
    }
  }

  void check_upstream_tls() {
    const auto& upstream = config_.upstream;
    if (upstream.implicit_tls && upstream.tls == UpstreamTls::off) {
      error("upstream-implicit-tls", "upstream-tls is off; make it require or verify");
    }
    if (upstream.tls == UpstreamTls::verify) {
      const auto is_unix = [](const UpstreamServer& server) { return server.endpoint.is_unix(); };
      if (upstream.tls_name.empty() && std::ranges::any_of(upstream.servers, is_unix)) {
        error("upstream-tls", "a unix socket has no name to verify; say upstream-tls-name");
      }
      return;
    }
    if (!upstream.ca_file.empty()) warn("upstream-ca-file", "it is not used unless upstream-tls is verify");
    if (!upstream.tls_name.empty())
      warn("upstream-tls-name", "it is not checked unless upstream-tls is verify");
  }

  void check_tls() {
    if (config_.tls != ListenerTls::off && config_.certificates.empty()) {
      error("tls", "TLS needs a certificate");
    }
    if (config_.tls == ListenerTls::off && !config_.certificates.empty()) {
      warn("certificate", "it is not used while tls is off");
    }
  }

  void check_unix_socket() {
    const bool has_file = config_.listen.is_unix() && !config_.listen.is_abstract();
    const auto& file = config_.socket_file;
    if (has_file) return;
    if (file.mode) error("unix-mode", "only a unix socket with a path has permissions");
    if (!file.user.empty()) error("unix-user", "only a unix socket with a path has an owner");
    if (!file.group.empty()) error("unix-group", "only a unix socket with a path has a group");
  }

  void check_proxies() {
    if (has_everyone(config_.trusted_proxies)) {
      warn("trusted-proxy", "everyone may say that he is somebody else");
    }
    if (!config_.trusted_proxies.empty() || config_.listen.is_unix()) return;
    if (config_.proxy_protocol)
      error("proxy-protocol", "nobody is trusted to send it: trusted-proxy is empty");
    if (config_.xclient) error("xclient", "nobody is trusted to send it: trusted-proxy is empty");
  }

  void check_lmtp() {
    using smtp::Protocol;
    if (config_.protocol != Protocol::smtp || config_.upstream.protocol != Protocol::lmtp) return;
    if (config_.queue == Queue::before || is_exposed()) {
      warn("upstream-protocol",
           "SMTP clients that send to LMTP get one recipient at a time; let only an MTA connect that queues, "
           "with a "
           "destination recipient limit of 1 (queue = \"after\")");
    }
  }

  void check_exposure() {
    if (!is_exposed()) return;
    const auto& load = built_.configuration.process.load;
    if (load.sessions_per_network >= load.sessions) {
      warn("max-network-sessions",
           "one client network can take every session; make it less than max-sessions");
    }
    if (load.octets_per_network >= load.octets) {
      warn("max-network-flight",
           "one client network can take all octets in flight; make it less than max-flight");
    }
    check_trust();
    if (config_.stray_bytes == StrayBytes::pass) {
      warn("stray-bytes", "messages of strangers with bare CR go on to the upstream; are you sure of it?");
    }
  }

  /// Of a listener that strangers may connect to.
  void check_trust() {
    if (has_everyone(config_.trust.local))
      warn("local-network", "everyone is local: nobody's mail is checked");
    if (has_everyone(config_.trust.trusted)) {
      warn("trusted-network", "everyone is trusted: nobody's mail is checked, and forged results stay");
    }
    if (config_.sanitise.mode == SanitiseMode::keep) {
      warn("sanitise", "what strangers forge in our name goes on to the upstream; are you sure of it?");
    }
  }

  void check_sizes() {
    const auto& load = built_.configuration.process.load;
    const auto& largest = config_.limits.message_octets;
    if (largest <= load.octets && largest <= load.octets_per_network) return;
    const bool of_network = load.octets_per_network < load.octets;
    warn("max-message-size", std::string("a message of that size is never taken: ") +
                                 (of_network ? "max-network-flight" : "max-flight") +
                                 " is less, and its client hears 452 each time");
  }

  void check_checks() {
    if (config_.checks.dmarc && !(config_.checks.spf && config_.checks.dkim)) {
      warn(config_.checks.spf ? "dkim" : "spf",
           "DMARC passes by SPF or DKIM: without one of them genuine mail fails it");
    }
    if (const auto problem = problem_with(config_.checks)) error(problem->setting, problem->text);
    for (const auto& warning : warnings_about(config_.checks)) warn("spf-engine", warning);
  }

  /// Strangers may connect.
  bool is_exposed() const {
    if (config_.listen.is_unix() || config_.listen.host == "localhost") return false;
    const auto address = base::IpAddress::parse(config_.listen.host);
    if (!address) return true;
    return std::ranges::none_of(usual_local_networks(),
                                [&](const auto& inside) { return inside.contains(*address); });
  }

  static bool has_everyone(const std::vector<base::Network>& networks) {
    return std::ranges::any_of(networks, [](const auto& network) { return network.prefix == 0; });
  }

  const BuiltConfig& built_;
  std::size_t index_;
  const ListenerConfig& config_;
  Problems& problems_;
};

}  // namespace

void check_config(const BuiltConfig& built, Problems& problems) {
  check_places(built, problems);
  for (std::size_t i = 0; i < built.configuration.listeners.size(); ++i) Checker(built, i, problems).check();
  check_policy(built, problems);
}

}  // namespace postern
