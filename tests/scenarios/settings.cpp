#include "settings.hpp"

#include <functional>
#include <map>
#include <stdexcept>

#include "base/ascii.hpp"
#include "config/source.hpp"

// Each word of setting, and each name of a limit or time, is a row of a table.

namespace postern::test {

namespace {

std::size_t number(const Step& step, std::string_view text) {
  const auto value = base::parse_decimal(text);
  if (!value) fail(step, "no number");
  return static_cast<std::size_t>(*value);
}

/// One of a few words.
template <class Value>
Value choose(const Step& step, const std::map<std::string_view, Value>& values) {
  const auto found = values.find(step.text);
  if (found == values.end()) fail(step, "no such value");
  return found->second;
}

void set_limit(ListenerConfig& config, const Step& step) {
  auto text = step.text;
  const auto name = take_word(text);
  const auto value = number(step, text);
  auto& limits = config.limits;
  const std::map<std::string_view, std::size_t*> sizes{{"recipients", &limits.recipients},
                                                       {"header", &limits.header_octets},
                                                       {"received", &limits.received_fields},
                                                       {"commands", &limits.commands},
                                                       {"errors", &limits.errors},
                                                       {"spool", &limits.spool_memory}};
  if (name == "message") {
    limits.message_octets = value;
  } else if (sizes.contains(name)) {
    *sizes.at(name) = value;
  } else {
    fail(step, "no such limit");
  }
}

void set_time(ListenerConfig& config, const Step& step) {
  auto text = step.text;
  const auto name = take_word(text);
  if (name != "transaction") fail(step, "no such time");
  config.time.transaction = std::chrono::seconds(number(step, text));
}

// check NAME VALUE
void set_check(ListenerConfig& config, const Step& step) {
  auto text = step.text;
  const auto name = take_word(text);
  auto& checks = config.checks;
  const auto is_on = [&] {
    return choose<bool>({step.line, step.word, text}, {{"on", true}, {"off", false}});
  };
  const std::map<std::string_view, bool*> switches{{"iprev", &checks.iprev},
                                                   {"spf", &checks.spf},
                                                   {"dkim", &checks.dkim},
                                                   {"arc", &checks.arc},
                                                   {"dmarc", &checks.dmarc},
                                                   {"received-spf", &checks.received_spf},
                                                   {"ptr", &checks.ptr},
                                                   {"aligned-from", &checks.aligned_from},
                                                   {"return-mx", &checks.return_mx},
                                                   {"tls", &checks.tls},
                                                   {"header-sanity", &checks.header_sanity},
                                                   {"list-id", &checks.list_id}};
  if (switches.contains(name)) {
    *switches.at(name) = is_on();
  } else if (name == "spf-engine") {
    checks.spf_engine = spf::parse_engine_kind(text).value();
  } else if (name == "dkim-engine") {
    checks.dkim_engine = dkim::parse_engine_kind(text).value();
  } else if (name == "dkim-body-length") {
    checks.dkim_body_length = dkim::parse_partial_body(text).value();
  } else if (name == "dmarc-discovery") {
    checks.dmarc_discovery = dmarc::parse_discovery_mode(text).value();
  } else if (name == "trusted-sealer") {
    checks.trusted_sealers.push_back(text);
  } else if (name == "dns-list") {
    const auto kind = take_word(text) == "deny" ? checks::DnsList::Kind::deny : checks::DnsList::Kind::allow;
    checks.dns_lists.push_back({.kind = kind, .zone = dns::Name::parse(text).value(), .meanings = {}});
  } else {
    fail(step, "no such check");
  }
}

using Setter = std::function<void(ListenerConfig&, const Step&)>;

const std::map<std::string, Setter>& setters() {
  static const std::map<std::string, Setter> table{
      {"limit", set_limit},
      {"time", set_time},
      {"check", set_check},
      {"spool-directory", [](auto& config, const auto& step) { config.spool_directory = step.text; }},
      {"queue",
       [](auto& config, const auto& step) {
         config.queue = choose<Queue>(step, {{"before", Queue::before}, {"after", Queue::after}});
       }},
      {"protocol",
       [](auto& config, const auto& step) {
         config.protocol =
             choose<smtp::Protocol>(step, {{"smtp", smtp::Protocol::smtp}, {"lmtp", smtp::Protocol::lmtp}});
       }},
      {"upstream-protocol",
       [](auto& config, const auto& step) {
         config.upstream.protocol =
             choose<smtp::Protocol>(step, {{"smtp", smtp::Protocol::smtp}, {"lmtp", smtp::Protocol::lmtp}});
       }},
      {"listener-tls",
       [](auto& config, const auto& step) {
         using enum ListenerTls;
         config.tls = choose<ListenerTls>(
             step, {{"off", off}, {"may", may}, {"require", require}, {"implicit", implicit}});
       }},
      {"upstream-tls",
       [](auto& config, const auto& step) {
         using enum UpstreamTls;
         config.upstream.tls = choose<UpstreamTls>(
             step, {{"off", off}, {"may", may}, {"require", require}, {"verify", verify}});
       }},
      {"upstream-implicit-tls", [](auto& config, const auto&) { config.upstream.implicit_tls = true; }},
      {"upstream-xclient", [](auto& config, const auto&) { config.upstream.xclient = true; }},
      {"upstream-proxy-protocol", [](auto& config, const auto&) { config.upstream.proxy_protocol = true; }},
      {"upstream-tls-name", [](auto& config, const auto& step) { config.upstream.tls_name = step.text; }},
      // One that nobody runs, to be tried before the one that is there.
      {"upstream-before",
       [](auto& config, const auto& step) {
         auto& servers = config.upstream.servers;
         servers.back().priority = 10;
         servers.insert(servers.begin(), {*net::Endpoint::parse(step.text)});
       }},
      {"upstream-pool",
       [](auto& config, const auto& step) { config.upstream.pool = number(step, step.text); }},
      {"proxy-protocol", [](auto& config, const auto&) { config.proxy_protocol = true; }},
      {"xclient", [](auto& config, const auto&) { config.xclient = true; }},
      {"trust",
       [](auto& config, const auto& step) {
         config.trusted_proxies.push_back(base::Network::parse(step.text).value());
       }},
      {"local-network",
       [](auto& config, const auto& step) {
         config.trust.local.push_back(base::Network::parse(step.text).value());
       }},
      {"trusted-network",
       [](auto& config, const auto& step) {
         config.trust.trusted.push_back(base::Network::parse(step.text).value());
       }},
      {"sanitise",
       [](auto& config, const auto& step) {
         using enum SanitiseMode;
         config.sanitise.mode =
             choose<SanitiseMode>(step, {{"remove", remove}, {"rename", rename}, {"keep", keep}});
       }},
      {"sanitise-id", [](auto& config, const auto& step) { config.sanitise.ids.push_back(step.text); }},
      {"switch-off", [](auto& config, const auto& step) { config.disabled_extensions.push_back(step.text); }},
      {"stray-bytes",
       [](auto& config, const auto& step) {
         config.stray_bytes =
             choose<StrayBytes>(step, {{"refuse", StrayBytes::refuse}, {"pass", StrayBytes::pass}});
       }},
  };
  return table;
}

/// config LINE: all of them together are a configuration file, config.toml.
void read_config_lines(ListenerConfig& config, const Script& script) {
  std::string text;
  for (const auto& step : script) {
    if (step.word == "config") text += step.text + '\n';
  }
  Problems problems;
  const auto file = parse_config_file(text, "config.toml", problems);
  for (const auto& problem : problems) throw std::runtime_error(format(problem));
  Draft draft{.process = {}, .listener = std::move(config), .listen = {}};
  for (const auto& assignment : file.defaults) assignment.option->set(draft, assignment.values);
  config = std::move(draft.listener);
  config.policy.rules = file.rules;
}

}  // namespace

bool is_setting(const std::string& word) {
  return word == "config" || setters().contains(word);
}

ListenerConfig read_config(const Script& script) {
  ListenerConfig config;
  config.hostname = "mx.example.org";
  config.authserv_id = "mx.example.org";
  config.upstream.servers = {{.endpoint = *net::Endpoint::parse("127.0.0.1:10026")}};
  config.trusted_proxies = {*base::Network::parse("127.0.0.0/8")};
  for (const auto& step : script) {
    const auto setter = setters().find(step.word);
    if (setter != setters().end()) setter->second(config, step);
  }
  read_config_lines(config, script);
  return config;
}

void fail(const Step& step, const std::string& why) {
  throw std::runtime_error("line " + std::to_string(step.line) + " (" + step.word + " " + step.text +
                           "): " + why);
}

}  // namespace postern::test
