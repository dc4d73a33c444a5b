#include "smtp/reply.hpp"

#include <algorithm>
#include <string_view>

#include "mail/printable.hpp"

namespace postern::smtp {
namespace {

constexpr std::size_t max_text = max_reply_line - std::string_view("250 \r\n").size();

// How much of `text` goes on one line: all of it, or up to `limit` octets without cutting a UTF-8 character.
std::size_t fitting_length(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  auto length = limit;
  while (length > limit - 3 && continues(length)) --length;
  return continues(length) ? limit : length;
}

// Appends the texts of the lines that `line` is sent as.
void wrap(std::string line, std::vector<std::string>& texts) {
  std::ranges::replace_if(line, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, '?');
  const auto status = parse_enhanced_status(line);
  const auto prefix = status ? format(*status) + ' ' : "";
  std::string_view rest = line;
  const auto first = fitting_length(rest, max_text);
  texts.emplace_back(rest.substr(0, first));
  rest.remove_prefix(first);
  while (!rest.empty()) {
    const auto length = fitting_length(rest, max_text - prefix.size());
    texts.push_back(prefix + std::string(rest.substr(0, length)));
    rest.remove_prefix(length);
  }
}

}  // namespace

std::string format_reply(const Reply& reply) {
  std::vector<std::string> texts;
  for (const auto& line : reply.lines) wrap(line, texts);
  if (texts.empty()) texts.emplace_back();
  const auto code = std::to_string(reply.code);
  std::string out;
  for (std::size_t i = 0; i + 1 < texts.size(); ++i) out += code + '-' + texts[i] + "\r\n";
  // RFC 5321 §4.2: Reply-code [ SP textstring ] CRLF
  out += code + (texts.back().empty() ? "" : " ") + texts.back() + "\r\n";
  return out;
}

std::string one_line(const Reply& reply) {
  std::string out = std::to_string(reply.code);
  std::string_view separator = " ";
  for (const auto& line : reply.lines) {
    out += separator;
    out += mail::printable(line);
    separator = " / ";
  }
  return out;
}

std::optional<EnhancedStatus> enhanced_status(const Reply& reply) {
  if (reply.lines.empty()) return std::nullopt;
  return parse_enhanced_status(reply.lines.front());
}

bool has_enhanced_code(const Reply& reply) {
  return !reply.lines.empty() && std::ranges::all_of(reply.lines, [](const auto& line) {
    return parse_enhanced_status(line).has_value();
  });
}

Reply with_enhanced_code(Reply reply) {
  if (!reply.is_positive() && !reply.is_transient() && !reply.is_permanent()) return reply;
  const auto status = enhanced_status(reply).value_or(
      EnhancedStatus{.category = reply.code / 100, .subject = 0, .detail = 0});
  if (reply.lines.empty()) reply.lines.emplace_back();
  for (auto& line : reply.lines) {
    if (!parse_enhanced_status(line)) line.insert(0, format(status) + ' ');
  }
  return reply;
}

}  // namespace postern::smtp
