#include "config/setting.hpp"

namespace postern {

namespace {

constexpr std::uint64_t kilo = 1024;
constexpr std::uint64_t mega = kilo * kilo;
constexpr std::uint64_t giga = kilo * mega;

Option time_limit(std::string name, std::string help, std::chrono::seconds TimeLimits::* field) {
  return setting(std::move(name), std::move(help),
                 duration_form(std::chrono::seconds(1), std::chrono::hours(24)), &ListenerConfig::time,
                 field);
}

}  // namespace

std::vector<Option> limit_options() {
  return {
      setting("max-message-size", "of a message, offered as SIZE", size_form(kilo, 1024 * giga),
              &ListenerConfig::limits, &Limits::message_octets),
      setting("max-header-size", "of a message's header, which is in memory whole",
              size_form(kilo, 64 * mega), &ListenerConfig::limits, &Limits::header_octets),
      setting("max-recipients", "of a message; RFC 5321 asks for 100", number_form(1, 1'000'000),
              &ListenerConfig::limits, &Limits::recipients),
      setting("max-received", "`Received` fields; more are a loop", number_form(1, 10'000),
              &ListenerConfig::limits, &Limits::received_fields),
      setting("max-commands", "of a session", number_form(10, 100'000'000), &ListenerConfig::limits,
              &Limits::commands),
      setting("max-errors", "refused commands of a session", number_form(1, 1'000'000),
              &ListenerConfig::limits, &Limits::errors),
      setting("max-listener-sessions", "at once at this listener; 0 is no limit of its own",
              number_form(0, 1'000'000), &ListenerConfig::limits, &Limits::sessions),
      setting("spool-memory", "of a body that is kept in memory; what is over goes to an unlinked file",
              size_form(0, giga), &ListenerConfig::limits, &Limits::spool_memory),
      setting("spool-directory", "where such files are made", directory_form(),
              &ListenerConfig::spool_directory),
  };
}

std::vector<Option> load_options() {
  return {
      setting("max-sessions", "at once, in all", number_form(1, 1'000'000), &ProcessConfig::load,
              &LoadLimits::sessions),
      setting("max-network-sessions", "at once, of one client network", number_form(1, 1'000'000),
              &ProcessConfig::load, &LoadLimits::sessions_per_network),
      setting("network-ipv4-prefix", "how many bits of an IPv4 address say which network a client is of",
              number_form(0, 32), &ProcessConfig::load, &LoadLimits::ipv4_prefix),
      setting("network-ipv6-prefix", "the same of an IPv6 address", number_form(0, 128), &ProcessConfig::load,
              &LoadLimits::ipv6_prefix),
      setting("max-flight", "octets of all messages on their way, in memory and in spool files",
              size_form(mega, 1024 * giga), &ProcessConfig::load, &LoadLimits::octets),
      setting("max-network-flight", "the same, of one client network", size_form(mega, 1024 * giga),
              &ProcessConfig::load, &LoadLimits::octets_per_network),
  };
}

std::vector<Option> time_options() {
  return {
      time_limit("command-timeout", "for a client's next command", &TimeLimits::command),
      time_limit("handshake-timeout", "for a PROXY header, and for the client's side of TLS",
                 &TimeLimits::handshake),
      time_limit("data-timeout", "for a client's next octets of a message", &TimeLimits::data_block),
      time_limit("transaction-timeout", "from MAIL to the client's final dot, however busy it seems",
                 &TimeLimits::transaction),
      time_limit("connect-timeout", "for the connection to the upstream", &TimeLimits::upstream_connect),
      time_limit("greeting-timeout", "for the upstream's greeting", &TimeLimits::upstream_greeting),
      time_limit("upstream-command-timeout", "for the upstream's reply to a command",
                 &TimeLimits::upstream_command),
      time_limit("upstream-data-timeout", "for the upstream's 354", &TimeLimits::upstream_data),
      time_limit("upstream-block-timeout", "for each write of a message to the upstream",
                 &TimeLimits::upstream_block),
      time_limit("final-timeout", "for the upstream's answer to a whole message",
                 &TimeLimits::upstream_final),
      time_limit("checks-timeout", "from the client's final dot until what is unknown is `temperror`",
                 &TimeLimits::checks),
      time_limit("spf-timeout", "for one SPF identity; RFC 7208 asks for 20 s", &TimeLimits::spf),
  };
}

}  // namespace postern
