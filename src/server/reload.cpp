#include <algorithm>
#include <stdexcept>

#include "config/changes.hpp"
#include "config/option.hpp"
#include "server/server.hpp"

// A configuration is put in force in two steps. prepare() does all that can fail: it binds what is new and
// reads certificates; when it throws, nothing has happened. carry_out() cannot fail: it closes the listeners
// that are gone, whose sessions go on to their end, puts other gates into those that stay, whose sessions see
// them at their next transaction, and opens the new ones. The start is the same with nothing there before.

namespace postern {

namespace {

std::unique_ptr<net::Listener> listen(asio::io_context& context, const ListenerConfig& config) {
  try {
    return std::make_unique<net::Listener>(context, config.listen,
                                           net::ListenOptions{.file = config.socket_file});
  } catch (const std::system_error& error) {
    throw std::runtime_error("cannot listen on " + format(config.listen) + ": " + error.code().message());
  }
}

/// Which of the settings that a reload cannot change are others now, if both speak of the same listener.
std::vector<std::string> changed_until_restart(const Draft& before, const Draft& after) {
  std::vector<std::string> changed;
  for (const auto& option : options()) {
    if (option.needs_restart && option.get(before) != option.get(after)) changed.push_back(option.name);
  }
  return changed;
}

Draft draft_of(const ProcessConfig& process, const ListenerConfig& listener) {
  return {.process = process, .listener = listener, .listen = {}};
}

}  // namespace

Server::Plan Server::prepare(const Configuration& next) {
  Plan plan;
  for (const auto& config : next.listeners) {
    Preparation preparation;
    preparation.gate = make_gate(config, gate_with(config.upstream, plan));
    if (!entrances_.contains(config.listen)) preparation.listener = listen(context_, config);
    plan.emplace(config.listen, std::move(preparation));
  }
  return plan;
}

const Gate* Server::gate_with(const UpstreamConfig& upstream, const Plan& plan) const {
  for (const auto& [endpoint, preparation] : plan) {
    if (preparation.gate->config.upstream == upstream) return preparation.gate.get();
  }
  for (const auto& [endpoint, entrance] : entrances_) {
    if (entrance->wanted->config.upstream == upstream) return entrance->wanted.get();
  }
  return nullptr;
}

void Server::carry_out(Plan plan) {
  std::erase_if(entrances_, [&](auto& known) {
    if (plan.contains(known.first)) return false;
    close(*known.second);
    shared_.log.info("", "not listening on " + format(known.first) + " any more");
    return true;
  });
  for (auto& [endpoint, preparation] : plan) {
    auto& entrance = entrances_[endpoint];
    if (entrance) {
      entrance->wanted = preparation.gate;
      tasks_.spawn(change(entrance, preparation.gate));
      continue;
    }
    entrance = std::make_shared<Entrance>(Entrance{.listener = std::move(preparation.listener),
                                                   .live = std::make_shared<LiveGate>(preparation.gate),
                                                   .wanted = preparation.gate});
    shared_.log.info("", "listening on " + format(endpoint) + ", delivering to " +
                             format(preparation.gate->config.upstream.servers.front().endpoint));
    tasks_.spawn(open(entrance));
  }
}

void Server::reload() {
  shared_.log.info("", "reloading the configuration");
  const auto next = reload_();
  if (!next) return;
  try {
    carry_out(prepare(*next));
  } catch (const std::exception& error) {
    return shared_.log.error("", std::string("the configuration stays as it was: ") + error.what());
  }
  for (const auto& change : changes_between(configuration_, *next)) {
    shared_.log.info("", "changed: " + change);
  }
  name_what_needs_a_restart(*next);
  shared_.admission.set_limits(next->process.load);
  configuration_ = *next;
  shared_.log.info("", "the configuration is reloaded; transactions that have begun keep the one before");
}

void Server::name_what_needs_a_restart(const Configuration& next) const {
  const auto warn = [this](const std::string& name) {
    shared_.log.warning("", name + " is changed: this takes a restart, until then the old value is in force");
  };
  const auto& old = configuration_;
  const ListenerConfig none;
  for (const auto& name :
       changed_until_restart(draft_of(started_with_, none), draft_of(next.process, none))) {
    warn(name);
  }
  for (const auto& listener : next.listeners) {
    const auto before = std::ranges::find(old.listeners, listener.listen, &ListenerConfig::listen);
    if (before == old.listeners.end()) continue;
    for (const auto& name : changed_until_restart(draft_of({}, *before), draft_of({}, listener))) {
      warn(name + " of " + format(listener.listen));
    }
  }
}

}  // namespace postern
