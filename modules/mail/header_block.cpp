#include "mail/header_block.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace postern::mail {

FieldId HeaderBlock::append(HeaderField field) {
  return insert(end_++, std::move(field));
}

FieldId HeaderBlock::prepend(HeaderField field) {
  return insert(--top_, std::move(field));
}

FieldId HeaderBlock::insert(std::uint32_t rank, HeaderField field) {
  octets_ += field.raw().size();
  const FieldId id{rank};
  entries_.insert({id, std::move(field)});
  return id;
}

HeaderBlock::Entries::const_iterator HeaderBlock::locate(FieldId id) const {
  const auto place = entries_.find(id);
  assert(place != entries_.end());
  return place;
}

void HeaderBlock::remove(FieldId id) {
  const auto place = locate(id);
  octets_ -= place->field.raw().size();
  entries_.erase(place);
}

void HeaderBlock::replace(FieldId id, HeaderField field) {
  auto node = entries_.extract(locate(id));
  octets_ -= node.value().field.raw().size();
  octets_ += field.raw().size();
  node.value().field = std::move(field);
  entries_.insert(std::move(node));
}

std::vector<FieldId> HeaderBlock::all(std::string_view name) const {
  std::vector<FieldId> ids;
  for (const auto& [id, field] : entries_) {
    if (field.is(name)) ids.push_back(id);
  }
  return ids;
}

std::size_t HeaderBlock::count(std::string_view name) const {
  const auto matches =
      std::ranges::count_if(entries_, [&](const Entry& entry) { return entry.field.is(name); });
  return static_cast<std::size_t>(matches);
}

std::optional<FieldId> HeaderBlock::find(std::string_view name) const {
  const auto place = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.field.is(name); });
  if (place == entries_.end()) return std::nullopt;
  return place->id;
}

void HeaderBlock::append_to(std::string& text) const {
  text.reserve(text.size() + octets_);
  for (const auto& entry : entries_) text += entry.field.raw();
}

}  // namespace postern::mail
