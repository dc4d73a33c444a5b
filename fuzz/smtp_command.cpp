// A line that is a command has a normal form, and that form is the same command. No line makes a reply that
// is not one.

#include "smtp/command.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/xclient.hpp"
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

// What the lines that we send upstream for a client tell of it.
template <class Client, class Parse>
Client read_back(const std::vector<std::string>& lines, smtp::Verb verb, Parse parse) {
  Client client;
  for (const auto& line : lines) {
    require(line.size() <= smtp::max_reply_line - 2);
    const auto command = smtp::parse_command(line);
    require(command && command->verb == verb);
    auto more = parse(command->argument, client);
    require(more.has_value());
    client = *more;
  }
  return client;
}

void check_xforward(const std::string& argument) {
  const auto client = smtp::parse_xforward(argument);
  if (!client) return check_reply(client.error());
  const auto lines = smtp::format_xforward(*client, "NAME ADDR PORT PROTO HELO IDENT SOURCE");
  const auto again = read_back<smtp::Xforward>(lines, smtp::Verb::xforward, smtp::parse_xforward);
  require(again.addr == client->addr && again.port == client->port && again.source == client->source);
}

void check_xclient(const std::string& argument) {
  const auto client = smtp::parse_xclient(argument);
  if (!client) return check_reply(client.error());
  const auto lines = smtp::format_xclient(*client, smtp::xclient_attributes);
  const auto again = read_back<smtp::Xclient>(lines, smtp::Verb::xclient, smtp::parse_xclient);
  require(again.addr == client->addr && again.port == client->port && again.proto == client->proto);
  require(again.destaddr == client->destaddr && again.destport == client->destport);
}

void check_bdat(const smtp::Chunk& chunk) {
  const auto again = smtp::parse_command(smtp::format_bdat(chunk));
  require(again && again->verb == smtp::Verb::bdat && again->chunk == chunk);
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
  if (command->verb == smtp::Verb::xclient) check_xclient(command->argument);
  if (command->verb == smtp::Verb::bdat) check_bdat(command->chunk);
  return 0;
}
