#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "config/listener_config.hpp"
#include "net/tls_client.hpp"
#include "net/tls_server.hpp"
#include "policy/policy.hpp"
#include "smtp/extensions.hpp"
#include "upstream/servers.hpp"
#include "verify/check_kit.hpp"

namespace postern {

/// What the upstream's last EHLO offered: what our own EHLO may promise. All threads use it.
class LearntExtensions {
 public:
  std::optional<smtp::Extensions> get() const {
    const std::scoped_lock lock(mutex_);
    return extensions_;
  }
  void set(smtp::Extensions extensions) {
    const std::scoped_lock lock(mutex_);
    extensions_ = std::move(extensions);
  }

 private:
  mutable std::mutex mutex_;
  std::optional<smtp::Extensions> extensions_;
};

/// A listener in service: its settings and what was made of them. Immutable but for what is learnt.
struct Gate {
  ListenerConfig config;
  std::shared_ptr<LearntExtensions> learnt;            ///< never null
  std::shared_ptr<const net::TlsServer> tls;           ///< null: ListenerTls::off
  std::shared_ptr<const net::TlsClient> upstream_tls;  ///< null: UpstreamTls::off
  std::shared_ptr<UpstreamServers> servers;            ///< of config.upstream; never null
  CheckKit kit;                                        ///< of config.checks
  std::shared_ptr<const Policy> policy;                ///< of config.policy; never null
  /// The same with another upstream, for each that a rule names, by what the rule calls it.
  std::map<std::string, std::shared_ptr<const Gate>> detours;
};

/// Reads the certificates and keys, and takes over from the gate that was in force `previous`ly, if any, what
/// is known of the upstream when that is the same. Throws std::runtime_error with a sentence for the
/// administrator when a file is not what it has to be.
std::shared_ptr<const Gate> make_gate(ListenerConfig config, const Gate* previous = nullptr);

/// The rest of a gate that has its settings, TLS and checks: what make_gate() ends with.
std::shared_ptr<const Gate> complete_gate(Gate gate, const Gate* previous = nullptr);

/// The gate that is in force at a listener: another one after a reload. A session asks at each transaction,
/// and keeps what it got until the transaction ends. All threads use it.
class LiveGate {
 public:
  explicit LiveGate(std::shared_ptr<const Gate> gate) : gate_(std::move(gate)) {}

  std::shared_ptr<const Gate> get() const {
    const std::scoped_lock lock(mutex_);
    return gate_;
  }
  void set(std::shared_ptr<const Gate> gate) {
    const std::scoped_lock lock(mutex_);
    gate_ = std::move(gate);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Gate> gate_;
};

}  // namespace postern
