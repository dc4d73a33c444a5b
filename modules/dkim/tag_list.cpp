#include "dkim/tag_list.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace postern::dkim {
namespace {

bool is_tag_name(std::string_view name) {
  return !name.empty() && base::is_alpha(name.front()) &&
         std::ranges::all_of(name, [](char c) { return base::is_alnum(c) || c == '_'; });
}

bool is_tag_value(std::string_view value) {
  return std::ranges::none_of(value, [](char c) { return base::is_control(c) && !base::is_space(c); });
}

}  // namespace

std::optional<TagList> parse_tag_list(std::string_view text) {
  TagList tags;
  auto pieces = base::split(text, ';');
  if (base::trim(pieces.back()).empty()) pieces.pop_back();  // the last semicolon ends, it does not separate
  for (const auto piece : pieces) {
    const auto equals = piece.find('=');
    if (equals == piece.npos) return std::nullopt;
    const auto name = base::trim(piece.substr(0, equals));
    const auto value = base::trim(piece.substr(equals + 1));
    if (!is_tag_name(name) || !is_tag_value(value)) return std::nullopt;
    if (!tags.emplace(name, value).second) return std::nullopt;
  }
  return tags;
}

std::string without_space(std::string_view value) {
  std::string out;
  std::ranges::remove_copy_if(value, std::back_inserter(out), base::is_space);
  return out;
}

}  // namespace postern::dkim
