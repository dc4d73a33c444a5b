#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dkim/key_record.hpp"

namespace postern::dkim {

/// Key records that were read before, those that cannot be read included: to decode a key costs several times
/// what to verify with it costs.
///
/// It is a function of the record's text alone, so nothing in it can be out of date: how long a record holds
/// is the DNS cache's matter. One for an engine, shared by its threads; the lock is held to look up and to
/// put in, never to decode.
class KeyCache {
 public:
  using Reading = base::Result<KeyRecord, std::string>;

  /// At most `capacity` records are kept, of some 4 kB each, those used last.
  explicit KeyCache(std::size_t capacity = 1024) : generation_size_((capacity + 1) / 2) {}

  /// What parse_key_record() says of `text`.
  std::shared_ptr<const Reading> read(std::string_view text);

  /// How many are kept, for metrics and tests.
  std::size_t size() const;

 private:
  using Generation = std::unordered_map<std::string, std::shared_ptr<const Reading>>;

  std::shared_ptr<const Reading> find(const std::string& text);
  void keep(const std::string& text, const std::shared_ptr<const Reading>& reading);

  // What is used goes into the young generation; when that is full it becomes the old one, and what was not
  // used meanwhile is dropped.
  std::size_t generation_size_;
  mutable std::mutex mutex_;
  Generation young_;
  Generation old_;
};

}  // namespace postern::dkim
