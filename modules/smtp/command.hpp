#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "smtp/parameters.hpp"
#include "smtp/path.hpp"
#include "smtp/reply.hpp"

namespace postern::smtp {

/// The commands of RFC 5321 §4.1.1, STARTTLS (RFC 3207) and XFORWARD (Postfix XFORWARD_README).
enum class Verb : std::uint8_t {
  helo,
  ehlo,
  mail,
  rcpt,
  data,
  rset,
  noop,
  vrfy,
  expn,
  help,
  quit,
  starttls,
  xforward,
  unknown,
};
/// As it is sent: "MAIL".
std::string_view to_string(Verb verb);

/// A command line, taken apart.
struct Command {
  Verb verb = Verb::unknown;
  /// HELO and EHLO: the client's name. MAIL and RCPT: all that follows the verb, as it came. Otherwise the
  /// argument without the blanks around it, often empty.
  std::string argument;
  /// MAIL and RCPT only; of values that their RFCs allow.
  Path path;
  Parameters parameters;
};

/// A line that is no command: what it was to be (for Transaction::refuse, which comes first: whoever has not
/// said EHLO hears that, not of its syntax), and the reply to it.
struct CommandError {
  Verb verb = Verb::unknown;
  Reply reply;
};

/// Reads a line without its CRLF. Verbs in any case, blanks at the end tolerated (RFC 5321 §4.1.1). A CR, LF
/// or NUL in it is refused. HELO and EHLO want one word, whatever it says (RFC 5321 §4.1.4 forbids to refuse
/// a message because of it); DATA, RSET, QUIT and STARTTLS want none.
base::Result<Command, CommandError> parse_command(std::string_view line);

}  // namespace postern::smtp
