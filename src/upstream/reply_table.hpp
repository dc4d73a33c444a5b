#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "smtp/reply.hpp"

namespace postern {

/// Where in its dialogue with the upstream Postern is.
enum class Stage : std::uint8_t {
  connect,
  greeting,
  hello,  ///< up to here another server may be tried instead
  tls,    ///< STARTTLS and the handshake
  xclient,
  xforward,
  mail,
  rcpt,
  data,
  message,
  reset,
};
std::string_view to_string(Stage stage);

/// Why there is no reply.
enum class UpstreamFailure : std::uint8_t {
  unreachable,  ///< no connection could be made
  timed_out,
  lost,        ///< the connection ended
  unreadable,  ///< what came is no SMTP reply, or came out of turn
  no_tls,      ///< it does not offer the STARTTLS that we require
  tls_failed,  ///< the handshake failed, or the certificate is not what it has to be
};
std::string_view to_string(UpstreamFailure failure);

/// What came of one exchange with the upstream.
using UpstreamAnswer = std::variant<smtp::Reply, UpstreamFailure>;

/// For the log: the reply, or what failed where.
std::string describe(Stage stage, const UpstreamAnswer& answer);

/// Whether the upstream did what it was asked: the codes that RFC 5321 §4.3.2, RFC 3207 §4 and Postfix's
/// XCLIENT_README and XFORWARD_README have for success at this stage, and no other. Another 2xx (221: the
/// service closes) is no success.
bool is_hoped_for(Stage stage, const smtp::Reply& reply);

/// What follows from it.
struct Conclusion {
  /// For the client; nothing when the dialogue goes on (the reply that the stage hopes for, where that is not
  /// itself the client's reply).
  std::optional<smtp::Reply> client;
  bool accepted = false;  ///< the upstream did what it was asked
  /// The connection is out of step or ending: it must be closed and never used again.
  bool discard = false;
  /// The upstream and we do not understand each other: worth an error in the log.
  bool misunderstanding = false;
};

/// The reply table: what the client hears for what the upstream said, or did not say, at each stage.
Conclusion conclude(Stage stage, const UpstreamAnswer& answer);

}  // namespace postern
