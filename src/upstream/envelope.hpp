#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "smtp/command.hpp"
#include "smtp/extensions.hpp"
#include "smtp/xclient.hpp"
#include "smtp/xforward.hpp"

namespace postern {

/// A MAIL or RCPT as the client sent it.
struct EnvelopeCommand {
  smtp::Verb verb = smtp::Verb::mail;
  smtp::Path path;
  smtp::Parameters parameters;
};

/// Who sends the mail, as far as the upstream may be told.
struct UpstreamClient {
  /// What XFORWARD tells, and XCLIENT and PROXY of it what they can.
  smtp::Xforward facts;
  std::string login;  ///< of an authenticated client, for XCLIENT; empty: none
  /// Where the client connected to, for XCLIENT and PROXY.
  std::optional<base::IpAddress> destination;
  std::uint16_t destination_port = 0;
  bool operator==(const UpstreamClient&) const = default;
};

/// The same in the words of XCLIENT.
smtp::Xclient as_xclient(const UpstreamClient& client);

/// What the upstream has accepted so far: enough to say it all again on another connection.
struct Envelope {
  UpstreamClient client;
  EnvelopeCommand sender;
  std::vector<EnvelopeCommand> recipients;
};

/// How much longer than the client said a message may be when it has our fields: a seal with a key of 4,096
/// bits alone takes some 4,000 octets.
inline constexpr std::uint64_t room_for_our_fields = 8192;

/// The first parameter that needs an extension which is not among those offered, and that must not be left
/// out; null when there is none.
const smtp::Parameter* find_lacking(const EnvelopeCommand& command, const smtp::Extensions& extensions);

/// The command for an upstream that offers `extensions`: the path normalised, the parameters passed on, SIZE
/// with room for our fields, or without it where it is not offered. The error is what to say when a parameter
/// needs an extension that this upstream lacks; an upstream counts as lacking REQUIRETLS while its connection
/// is not under TLS with a verified certificate (Upstream::extensions).
base::Result<std::string, smtp::Reply> render(const EnvelopeCommand& command,
                                              const smtp::Extensions& extensions);

}  // namespace postern
