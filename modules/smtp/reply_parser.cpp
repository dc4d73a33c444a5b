#include "smtp/reply_parser.hpp"

#include <utility>

#include "base/ascii.hpp"

// Lines are moved into pending_ as they come. The line whose code is not followed by a hyphen completes the
// reply; next() then gives it away and begins anew.

namespace postern::smtp {

std::string_view to_string(ReplyError error) {
  switch (error) {
    case ReplyError::bad_line:
      return "a line that is no reply line";
    case ReplyError::mixed_codes:
      return "lines with different codes in one reply";
    case ReplyError::stray_octets:
      return "a bare CR, bare LF or NUL in a reply";
    case ReplyError::too_long:
      return "a reply that is too long";
  }
  return {};
}

base::Result<std::optional<Reply>, ReplyError> ReplyParser::next() {
  while (!error_ && !complete_) {
    const auto event = framer_.next();
    if (const auto* line = std::get_if<LineFramer::Line>(&event)) {
      error_ = take_line(line->text);
    } else if (std::holds_alternative<LineFramer::TooLong>(event)) {
      error_ = ReplyError::too_long;
    } else if (std::holds_alternative<LineFramer::BadLine>(event) || framer_.stray().any()) {
      // The second case does not wait for a CRLF: a server that ends its lines with LF never sends one.
      error_ = ReplyError::stray_octets;
    } else {
      return std::optional<Reply>{};
    }
  }
  if (error_) return base::Unexpected{*error_};
  complete_ = false;
  octets_ = 0;
  return std::optional<Reply>{std::exchange(pending_, {})};
}

std::optional<ReplyError> ReplyParser::take_line(std::string_view line) {
  octets_ += line.size();
  if (octets_ > max_octets || pending_.lines.size() == max_lines) return ReplyError::too_long;
  const auto code = base::parse_decimal(line.substr(0, 3));
  if (!code || *code < 200 || *code > 599) return ReplyError::bad_line;
  const char separator = line.size() > 3 ? line[3] : ' ';
  if (separator != ' ' && separator != '-') return ReplyError::bad_line;
  const int value = static_cast<int>(*code);
  if (!pending_.lines.empty() && pending_.code != value) return ReplyError::mixed_codes;
  pending_.code = value;
  pending_.lines.emplace_back(line.size() > 4 ? line.substr(4) : "");
  complete_ = separator == ' ';
  return std::nullopt;
}

}  // namespace postern::smtp
