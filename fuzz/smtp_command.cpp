// A line that is a command has a normal form, and that form is the same command. No line makes a reply that
// is not one.

#include "smtp/command.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "smtp/xforward.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

void check_reply(const smtp::Reply& reply) {
  const auto wire = smtp::format_reply(reply);
  require(smtp::has_enhanced_code(reply) && reply.is_permanent());
  require(wire.size() <= smtp::max_reply_line && wire.find("\r\n") == wire.size() - 2);
}

// What we send upstream for a MAIL or RCPT is read as what we have read.
void check_envelope(const smtp::Command& command) {
  const std::string prefix = command.verb == smtp::Verb::mail ? "MAIL FROM:" : "RCPT TO:";
  const auto line = prefix + smtp::format_path(command.path) + smtp::format_parameters(command.parameters);
  const auto again = smtp::parse_command(line);
  require(again && again->path == command.path && again->parameters == command.parameters);
  require(smtp::format_path(again->path) == smtp::format_path(command.path));
}

void check_xforward(const std::string& argument) {
  const auto client = smtp::parse_xforward(argument);
  if (!client) return check_reply(client.error());
  smtp::Xforward again;
  for (const auto& line : smtp::format_xforward(*client, "NAME ADDR PORT PROTO HELO IDENT SOURCE")) {
    require(line.size() <= smtp::max_reply_line - 2);
    const auto command = smtp::parse_command(line);
    require(command && command->verb == smtp::Verb::xforward);
    auto more = smtp::parse_xforward(command->argument, again);
    require(more.has_value());
    again = *more;
  }
  require(again.addr == client->addr && again.port == client->port && again.source == client->source);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const auto command = smtp::parse_command(line);
  if (!command) {
    check_reply(command.error().reply);
    return 0;
  }
  require(line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos);
  if (command->verb == smtp::Verb::mail || command->verb == smtp::Verb::rcpt) check_envelope(*command);
  if (command->verb == smtp::Verb::xforward) check_xforward(command->argument);
  return 0;
}
