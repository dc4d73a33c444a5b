#include "smtp/command.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/printable.hpp"
#include "smtp/replies.hpp"

namespace postern::smtp {
namespace {

// In the order of Verb.
constexpr std::array<std::string_view, 17> verbs{"HELO", "EHLO",     "LHLO",     "MAIL",    "RCPT", "DATA",
                                                 "BDAT", "RSET",     "NOOP",     "VRFY",    "EXPN", "HELP",
                                                 "QUIT", "STARTTLS", "XFORWARD", "XCLIENT", ""};
static_assert(verbs.size() == static_cast<std::size_t>(Verb::unknown) + 1);

Verb find_verb(std::string_view word) {
  const auto found = std::ranges::find_if(verbs.begin(), verbs.end() - 1,
                                          [&](auto verb) { return base::iequals(verb, word); });
  return static_cast<Verb>(found - verbs.begin());
}

bool is_client_name(std::string_view name) {
  return mail::printable(name) == name && name.find(' ') == name.npos;
}

std::optional<Reply> check_client_name(std::string_view name) {
  if (name.empty()) return replies::bad_argument("Domain name or address literal required");
  if (!is_client_name(name)) return replies::bad_argument("Bad domain name or address literal");
  return std::nullopt;
}

std::optional<Reply> check_empty(std::string_view argument) {
  if (argument.empty()) return std::nullopt;
  return replies::bad_argument("No argument allowed");
}

Reply bad_path(PathKind kind, PathError error) {
  if (error.too_long) return replies::bad_argument("Address too long");
  return kind == PathKind::reverse ? replies::bad_sender_address() : replies::bad_recipient_address();
}

// Mail = "MAIL FROM:" Reverse-path [SP Mail-parameters], Rcpt = "RCPT TO:" Forward-path [SP Rcpt-parameters]
std::optional<Reply> parse_envelope(PathKind kind, Command& command) {
  const bool is_mail = kind == PathKind::reverse;
  base::ScannerView in(command.argument);
  if (!in.take_word(is_mail ? "FROM:" : "TO:")) {
    return replies::bad_argument(is_mail ? "Syntax: MAIL FROM:<address>" : "Syntax: RCPT TO:<address>");
  }
  auto path = take_path(in, kind);
  if (!path) return bad_path(kind, path.error());
  if (!in.at_end() && !base::is_wsp(in.peek())) return bad_path(kind, {});
  auto parameters = parse_parameters(in.rest());
  if (!parameters) return parameters.error();
  command.path = std::move(*path);
  command.parameters = std::move(*parameters);
  return is_mail ? check_mail_parameters(command.parameters) : check_rcpt_parameters(command.parameters);
}

std::optional<Reply> parse_chunk_argument(Command& command) {
  const auto chunk = parse_chunk(command.argument);
  if (!chunk) return replies::bad_argument("Syntax: BDAT size [LAST]");
  command.chunk = *chunk;
  return std::nullopt;
}

// What is wrong with the argument, if anything.
std::optional<Reply> parse_argument(Command& command) {
  switch (command.verb) {
    case Verb::helo:
    case Verb::ehlo:
    case Verb::lhlo:
      return check_client_name(command.argument);
    case Verb::mail:
      return parse_envelope(PathKind::reverse, command);
    case Verb::rcpt:
      return parse_envelope(PathKind::forward, command);
    case Verb::bdat:
      return parse_chunk_argument(command);
    case Verb::data:
    case Verb::rset:
    case Verb::quit:
    case Verb::starttls:
      return check_empty(command.argument);
    case Verb::noop:
    case Verb::vrfy:
    case Verb::expn:
    case Verb::help:
    case Verb::xforward:
    case Verb::xclient:
      return std::nullopt;
    case Verb::unknown:
      return replies::unknown_command();
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Verb verb) {
  return verbs[static_cast<std::size_t>(verb)];
}

base::Result<Command, CommandError> parse_command(std::string_view line) {
  constexpr std::string_view strays("\r\n\0", 3);
  if (line.find_first_of(strays) != line.npos) {
    return base::Unexpected{CommandError{.reply = replies::stray_octets_in_command()}};
  }
  base::ScannerView in(line);
  Command command;
  command.verb = find_verb(in.take_while([](char c) { return !base::is_wsp(c); }));
  command.argument = base::trim(in.rest());
  auto refusal = parse_argument(command);
  if (refusal) return base::Unexpected{CommandError{.verb = command.verb, .reply = std::move(*refusal)}};
  return command;
}

}  // namespace postern::smtp
