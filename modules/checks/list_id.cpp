#include "checks/list_id.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace postern::checks {
namespace {

// RFC 2919 §3: list-label and namespace are a dot-atom; §4 asks for 255 octets at most.
constexpr std::size_t longest = 255;

std::optional<std::string> read(std::string_view field_body) {
  const auto unfolded = mail::unfold(field_body);
  auto id = base::trim(unfolded);
  const auto open = id.rfind('<');
  if (open != id.npos) {
    const auto close = id.find('>', open);
    if (close == id.npos) return std::nullopt;
    id = base::trim(id.substr(open + 1, close - open - 1));
  }
  const bool is_readable = std::ranges::all_of(id, base::is_graphic);
  if (id.empty() || id.size() > longest || !is_readable) return std::nullopt;
  return base::to_lower(id);
}

}  // namespace

std::optional<std::string> list_id(const mail::HeaderBlock& header) {
  std::optional<std::string> found;
  for (const auto id : header.all("List-Id")) {
    const auto each = read(header.at(id).body());
    if (!each || (found && found != each)) return std::nullopt;
    found = each;
  }
  return found;
}

}  // namespace postern::checks
