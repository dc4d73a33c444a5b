#include "mail/tag_view.hpp"

#include <algorithm>
#include <set>

#include "base/ascii.hpp"

namespace postern::mail {
namespace {

TagView read_piece(std::string_view piece, base::Place place) {
  const auto equals = piece.find('=');
  if (equals == piece.npos) return {.name = "", .value = piece, .place = place};
  return {.name = std::string(base::trim(piece.substr(0, equals))),
          .value = base::trim(piece.substr(equals + 1)),
          .place = place};
}

}  // namespace

std::vector<TagView> split_tags(std::string_view text) {
  std::vector<TagView> tags;
  for (const auto between : base::split(text, ';')) {
    const auto piece = base::trim(between);
    if (!piece.empty()) tags.push_back(read_piece(piece, base::place_of(piece, text)));
  }
  return tags;
}

const TagView* find_tag(const std::vector<TagView>& tags, std::string_view name) {
  const auto tag = std::ranges::find(tags, name, &TagView::name);
  return tag == tags.end() ? nullptr : &*tag;
}

std::vector<TagView> repeated_tags(const std::vector<TagView>& tags) {
  std::vector<TagView> repeated;
  std::set<std::string_view> seen;
  for (const auto& tag : tags) {
    if (!tag.name.empty() && !seen.insert(tag.name).second) repeated.push_back(tag);
  }
  return repeated;
}

}  // namespace postern::mail
