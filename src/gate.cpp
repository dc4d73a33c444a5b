#include "gate.hpp"

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

}  // namespace

std::shared_ptr<const Gate> make_gate(ListenerConfig config, const Gate* previous) {
  Gate gate;
  gate.tls = make_tls_server(config);
  gate.upstream_tls = make_tls_client(config.upstream);
  gate.kit = make_check_kit(config.checks);
  const bool same_upstream = previous && previous->config.upstream == config.upstream;
  gate.learnt = same_upstream ? previous->learnt : std::make_shared<LearntExtensions>();
  gate.servers =
      same_upstream ? previous->servers : std::make_shared<UpstreamServers>(config.upstream.servers);
  gate.config = std::move(config);
  return std::make_shared<const Gate>(std::move(gate));
}

}  // namespace postern
