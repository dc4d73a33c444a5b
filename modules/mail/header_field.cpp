#include "mail/header_field.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace postern::mail {

namespace {

constexpr std::string_view crlf = "\r\n";

std::size_t skip_while(std::string_view text, std::size_t from, bool (*predicate)(char)) {
  const auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), predicate);
  return static_cast<std::size_t>(end - text.begin());
}

// RFC 5322 §3.6.8: ftext, any printable ASCII character but the colon.
bool is_name_character(char c) {
  return base::is_graphic(c) && c != ':';
}

}  // namespace

HeaderField HeaderField::raw(std::string octets) {
  HeaderField field;
  field.raw_ = std::move(octets);
  const auto name_end = skip_while(field.raw_, 0, is_name_character);
  // Strictly no fold may stand before the colon. Programs that unfold first see a name there all the same,
  // and a field which is hidden from the rules for its name is worse than one that is not.
  const auto colon = skip_while(field.raw_, name_end, base::is_space);
  if (colon == field.raw_.size() || field.raw_[colon] != ':') return field;
  field.name_length_ = name_end;
  field.body_offset_ = colon + 1;
  return field;
}

std::string_view HeaderField::body() const {
  if (is_malformed()) return {};
  auto text = std::string_view(raw_).substr(body_offset_);
  if (text.ends_with(crlf)) text.remove_suffix(crlf.size());
  return text;
}

bool HeaderField::is(std::string_view wanted) const {
  return !is_malformed() && base::iequals(name(), wanted);
}

std::string unfold(std::string_view body) {
  std::string result;
  result.reserve(body.size());
  for (;;) {
    const auto end = body.find(crlf);
    result += body.substr(0, end);
    if (end == body.npos) return result;
    body.remove_prefix(end + crlf.size());
    const bool folds = !body.empty() && base::is_wsp(body.front());
    if (!folds) result += crlf;
  }
}

}  // namespace postern::mail
