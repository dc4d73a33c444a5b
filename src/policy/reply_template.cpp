#include "policy/reply_template.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace postern {

namespace {

bool is_code(std::string_view word) {
  return word.size() == 3 && std::ranges::all_of(word, base::is_digit);
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find(' '));
}

void drop(std::string_view& text, std::string_view word) {
  text = base::trim(text.substr(word.size()));
}

}  // namespace

base::Result<ReplyTemplate, std::string> parse_reply_template(std::string_view text, RuleAction action) {
  const int category = action == RuleAction::reject ? 5 : 4;
  const auto fits = std::string(format(action)) + " says " + std::to_string(category);
  ReplyTemplate reply;
  text = base::trim(text);
  if (const auto word = first_word(text); is_code(word)) {
    reply.code = static_cast<int>(*base::parse_decimal(word));
    if (*reply.code / 100 != category || *reply.code == 421) {
      return base::Unexpected{"the code " + std::string(word) + " does not fit: " + fits + "xx" +
                              (*reply.code == 421 ? ", and 421 would close the connection" : "")};
    }
    drop(text, word);
  }
  reply.status = smtp::parse_enhanced_status(text);
  if (reply.status) {
    if (reply.status->category != category) {
      return base::Unexpected{"the enhanced code " + smtp::format(*reply.status) + " does not fit: " + fits +
                              ".x.x"};
    }
    drop(text, first_word(text));
  }
  if (text.empty()) return base::Unexpected{std::string("a reply needs a text")};
  auto parsed = Template::parse(text);
  if (!parsed) return base::Unexpected{parsed.error()};
  reply.text = std::move(*parsed);
  return reply;
}

}  // namespace postern
