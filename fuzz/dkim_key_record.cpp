// Whatever a key record says, its key is one that can be used, and a cache says the same as the parser.

#include "dkim/key_record.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "dkim/base64.hpp"
#include "dkim/key_cache.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto octets = dkim::parse_base64(text)) {
    require(dkim::parse_base64(dkim::format_base64(*octets)) == octets);
  }
  const auto record = dkim::parse_key_record(text);
  dkim::KeyCache cache(2);
  require(cache.read(text)->has_value() == record.has_value());
  require(dkim::choose_key_records({text, "p="}, 1).size() == 1);
  if (!record) {
    require(!record.error().empty());
    return 0;
  }
  require(dkim::choose_key_records({text}, 1).front() == text);
  if (!record->key) return 0;
  require(record->key->type() == record->type && record->key->bits() > 0);
  require(!record->key->verify(dkim::sha256(text), std::string(64, 'x')));
  return 0;
}
