#include "upstream/envelope.hpp"

#include <limits>

#include "smtp/replies.hpp"

namespace postern {

namespace {

/// Says nothing that a server without the extension would not take for granted.
bool may_be_dropped(const smtp::Parameter& parameter) {
  return parameter.keyword == "SIZE" || (parameter.keyword == "BODY" && parameter.value == "7BIT");
}

/// Of what this upstream lacks, and we offered because an earlier connection had it.
smtp::Reply refusal(const smtp::Parameter& parameter) {
  const bool requires_tls = parameter.keyword == "REQUIRETLS";
  return requires_tls ? smtp::replies::cannot_require_tls() : smtp::replies::upstream_misconfigured();
}

smtp::Parameter with_room(smtp::Parameter size) {
  const auto declared = smtp::declared_size({size}).value_or(0);
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  if (declared > 0 && declared < most - room_for_our_fields) {
    size.value = std::to_string(declared + room_for_our_fields);
  }
  return size;
}

}  // namespace

smtp::Xclient as_xclient(const UpstreamClient& client) {
  const auto& [facts, login, destination, destination_port] = client;
  smtp::Xclient xclient;
  xclient.name = facts.name;
  xclient.addr = facts.addr;
  xclient.port = facts.port;
  // XCLIENT_README knows SMTP and ESMTP only.
  if (facts.proto) xclient.proto = *facts.proto == "SMTP" ? "SMTP" : "ESMTP";
  xclient.helo = facts.helo;
  if (!login.empty()) xclient.login = login;
  xclient.destaddr = destination;
  if (destination) xclient.destport = destination_port;
  return xclient;
}

const smtp::Parameter* find_lacking(const EnvelopeCommand& command, const smtp::Extensions& extensions) {
  for (const auto& parameter : command.parameters) {
    const bool is_offered = !smtp::check_offered(command.verb, {parameter}, extensions);
    if (!is_offered && !may_be_dropped(parameter)) return &parameter;
  }
  return nullptr;
}

base::Result<std::string, smtp::Reply> render(const EnvelopeCommand& command,
                                              const smtp::Extensions& extensions) {
  if (command.verb == smtp::Verb::data) return std::string("DATA");
  if (const auto* lacking = find_lacking(command, extensions)) return base::Unexpected{refusal(*lacking)};
  smtp::Parameters passed_on;
  for (const auto& parameter : command.parameters) {
    if (smtp::check_offered(command.verb, {parameter}, extensions)) continue;
    passed_on.push_back(parameter.keyword == "SIZE" ? with_room(parameter) : parameter);
  }
  const bool is_mail = command.verb == smtp::Verb::mail;
  return (is_mail ? "MAIL FROM:" : "RCPT TO:") + smtp::format_path(command.path) +
         smtp::format_parameters(passed_on);
}

}  // namespace postern
