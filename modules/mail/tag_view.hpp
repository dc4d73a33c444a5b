#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"

namespace postern::mail {

/// One piece of a tag list, `v=DKIM1; p=...`, as DKIM keys and DMARC records are (RFC 6376 §3.2), for those
/// who have to say where in it a mistake stands. A view of the text, which must outlive it.
struct TagView {
  std::string name;  ///< as it is written; empty when there is no equals sign
  std::string_view value;
  base::Place place;  ///< of the piece without the blanks around it
};

/// The pieces that are not empty, in their order, whatever is in them; names may repeat.
std::vector<TagView> split_tags(std::string_view text);

/// The first of this name, or null.
const TagView* find_tag(const std::vector<TagView>& tags, std::string_view name);

/// The tags whose name stood there before.
std::vector<TagView> repeated_tags(const std::vector<TagView>& tags);

}  // namespace postern::mail
