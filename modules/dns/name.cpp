#include "dns/name.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace postern::dns {

std::optional<Name> Name::parse(std::string_view text) {
  constexpr std::size_t longest_name = 253;
  constexpr std::size_t longest_label = 63;
  Name name;
  if (text.empty() || text == ".") return name;
  if (text.back() == '.') text.remove_suffix(1);
  if (text.size() > longest_name) return std::nullopt;
  for (const auto label : base::split(text, '.')) {
    if (label.empty() || label.size() > longest_label) return std::nullopt;
  }
  name.text_ = base::to_lower(text);
  return name;
}

std::vector<std::string_view> Name::labels() const {
  return is_root() ? std::vector<std::string_view>{} : base::split(text_, '.');
}

std::size_t Name::label_count() const {
  return is_root() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(text_, '.'));
}

Name Name::parent() const {
  Name name;
  const auto dot = text_.find('.');
  if (dot != text_.npos) name.text_ = text_.substr(dot + 1);
  return name;
}

std::optional<Name> Name::child(std::string_view label) const {
  return parse(is_root() ? std::string(label) : std::string(label) + "." + text_);
}

bool Name::is_within(const Name& ancestor) const {
  if (ancestor.is_root() || text_ == ancestor.text_) return true;
  return text_.size() > ancestor.text_.size() && text_.ends_with(ancestor.text_) &&
         text_[text_.size() - ancestor.text_.size() - 1] == '.';
}

}  // namespace postern::dns
