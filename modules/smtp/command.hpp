#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "smtp/chunking.hpp"
#include "smtp/parameters.hpp"
#include "smtp/path.hpp"
#include "smtp/reply.hpp"

namespace postern::smtp {

/// The commands of RFC 5321 §4.1.1, LHLO (RFC 2033), BDAT (RFC 3030), STARTTLS (RFC 3207), XFORWARD and
/// XCLIENT (Postfix XFORWARD_README and XCLIENT_README).
enum class Verb : std::uint8_t {
  helo,
  ehlo,
  lhlo,
  mail,
  rcpt,
  data,
  bdat,
  rset,
  noop,
  vrfy,
  expn,
  help,
  quit,
  starttls,
  xforward,
  xclient,
  unknown,
};
/// As it is sent: "MAIL".
std::string_view to_string(Verb verb);

/// A command line, taken apart.
struct Command {
  Verb verb = Verb::unknown;
  /// HELO, EHLO and LHLO: the client's name. MAIL and RCPT: all that follows the verb, as it came. Otherwise
  /// the argument without the blanks around it, often empty.
  std::string argument;
  /// MAIL and RCPT only; of values that their RFCs allow.
  Path path;
  Parameters parameters;
  /// BDAT only: that many octets follow the line.
  Chunk chunk;
};

/// A line that is no command: what it was to be (for Transaction::refuse, which comes first: whoever has not
/// said EHLO hears that, not of its syntax), and the reply to it.
///
/// After a bad BDAT nobody knows how many octets of a message follow. Whoever went on would read them as
/// commands, so the session must end with the reply.
struct CommandError {
  Verb verb = Verb::unknown;
  Reply reply;
};

/// Reads a line without its CRLF. Verbs in any case, blanks at the end tolerated (RFC 5321 §4.1.1). A CR, LF
/// or NUL in it is refused. HELO, EHLO and LHLO want one word, whatever it says (RFC 5321 §4.1.4 forbids to
/// refuse a message because of it); DATA, RSET, QUIT and STARTTLS want none. What XFORWARD and XCLIENT say is
/// for parse_xforward() and parse_xclient() to read.
base::Result<Command, CommandError> parse_command(std::string_view line);

}  // namespace postern::smtp
