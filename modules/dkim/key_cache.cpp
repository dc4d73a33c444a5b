#include "dkim/key_cache.hpp"

#include <utility>

namespace postern::dkim {

std::shared_ptr<const KeyCache::Reading> KeyCache::read(std::string_view text) {
  if (text.size() > max_key_record) return std::make_shared<const Reading>(parse_key_record(text));
  const std::string key(text);
  if (auto known = find(key)) return known;
  auto reading = std::make_shared<const Reading>(parse_key_record(text));
  const std::lock_guard lock(mutex_);
  keep(key, reading);
  return reading;
}

std::size_t KeyCache::size() const {
  const std::lock_guard lock(mutex_);
  return young_.size() + old_.size();
}

std::shared_ptr<const KeyCache::Reading> KeyCache::find(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (const auto known = young_.find(text); known != young_.end()) return known->second;
  auto known = old_.extract(text);
  if (!known) return nullptr;
  keep(text, known.mapped());
  return known.mapped();
}

void KeyCache::keep(const std::string& text, const std::shared_ptr<const Reading>& reading) {
  if (young_.size() >= generation_size_) old_ = std::exchange(young_, {});
  young_.emplace(text, reading);
}

}  // namespace postern::dkim
