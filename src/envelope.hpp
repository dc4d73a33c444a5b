#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "smtp/command.hpp"
#include "smtp/extensions.hpp"
#include "smtp/xforward.hpp"

namespace postern {

/// A MAIL or RCPT as the client sent it.
struct EnvelopeCommand {
  smtp::Verb verb = smtp::Verb::mail;
  smtp::Path path;
  smtp::Parameters parameters;
};

/// What the upstream has accepted so far: enough to say it all again on another connection.
struct Envelope {
  smtp::Xforward client;
  EnvelopeCommand sender;
  std::vector<EnvelopeCommand> recipients;
};

/// How much longer than the client said a message may be when it has our fields.
inline constexpr std::uint64_t room_for_our_fields = 4096;

/// The command for an upstream that offers `extensions`: the path normalised, the parameters passed on, SIZE
/// with room for our fields, or without it where it is not offered. Nothing when a parameter needs an
/// extension that this upstream lacks.
std::optional<std::string> render(const EnvelopeCommand& command, const smtp::Extensions& extensions);

}  // namespace postern
