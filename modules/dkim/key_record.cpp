#include "dkim/key_record.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "dkim/tag_list.hpp"

namespace postern::dkim {
namespace {

// RFC 6376 §3.6.1: v= is optional, must be "DKIM1" and must then come first; p= is required, though it may be
// empty.
bool is_key_record(const std::string& text) {
  const auto tags = parse_tag_list(text);
  if (!tags || !tags->contains("p")) return false;
  const auto version = tags->find("v");
  return version == tags->end() || (version->second == "DKIM1" && base::trim(text).starts_with('v'));
}

}  // namespace

std::string_view choose_key_record(const std::vector<std::string>& texts) {
  const auto chosen = std::ranges::find_if(texts, is_key_record);
  return chosen == texts.end() ? texts.front() : *chosen;
}

}  // namespace postern::dkim
