#include "server/gate.hpp"

#include <stdexcept>

namespace postern {

namespace {

std::shared_ptr<const net::TlsServer> make_tls_server(const ListenerConfig& config) {
  if (config.tls == ListenerTls::off) return nullptr;
  std::vector<net::TlsCertificate> certificates;
  for (const auto& files : config.certificates) certificates.push_back({files.chain, files.key});
  return std::make_shared<const net::TlsServer>(certificates);
}

std::shared_ptr<const net::TlsClient> make_tls_client(const UpstreamConfig& config) {
  if (config.tls == UpstreamTls::off) return nullptr;
  net::TlsClientSettings settings;
  if (config.tls == UpstreamTls::verify) {
    settings.trust = config.ca_file.empty() ? net::TlsTrust::system_cas : net::TlsTrust::ca_file;
    settings.ca_file = config.ca_file;
  }
  return std::make_shared<const net::TlsClient>(settings);
}

/// What is known of an upstream is kept as long as it stays what it was.
void learn_from(Gate& gate, const Gate* previous) {
  const auto& upstream = gate.config.upstream;
  const bool is_same = previous && previous->config.upstream == upstream;
  gate.learnt = is_same ? previous->learnt : std::make_shared<LearntExtensions>();
  gate.servers = is_same ? previous->servers : std::make_shared<UpstreamServers>(upstream.servers);
}

/// All but where the mail goes is as in `gate`.
std::shared_ptr<const Gate> make_detour(Gate gate, const std::string& name, const Gate* previous) {
  const auto endpoint = net::Endpoint::parse(name);
  if (!endpoint) throw std::runtime_error("a policy rule names an upstream that is none: " + name);
  gate.config.upstream.servers = {{.endpoint = *endpoint}};
  const bool is_known = previous && previous->detours.contains(name);
  learn_from(gate, is_known ? previous->detours.at(name).get() : nullptr);
  return std::make_shared<const Gate>(std::move(gate));
}

}  // namespace

std::shared_ptr<const Gate> make_gate(ListenerConfig config, const Gate* previous) {
  Gate gate;
  gate.tls = make_tls_server(config);
  gate.upstream_tls = make_tls_client(config.upstream);
  gate.kit = make_check_kit(config.checks);
  gate.config = std::move(config);
  return complete_gate(std::move(gate), previous);
}

std::shared_ptr<const Gate> complete_gate(Gate gate, const Gate* previous) {
  gate.policy = Policy::make(gate.config);
  learn_from(gate, previous);
  decltype(gate.detours) detours;
  for (const auto& name : gate.policy->upstreams()) detours[name] = make_detour(gate, name, previous);
  gate.detours = std::move(detours);
  return std::make_shared<const Gate>(std::move(gate));
}

}  // namespace postern
