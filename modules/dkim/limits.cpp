#include "dkim/limits.hpp"

#include <algorithm>
#include <array>

namespace postern::dkim {

std::string_view format(PartialBody policy) {
  using enum PartialBody;
  switch (policy) {
    case ignore_signature:
      return "ignore-signature";
    case accept:
      return "accept";
    case annotate:
      return "annotate";
  }
  return "";
}

std::optional<PartialBody> parse_partial_body(std::string_view text) {
  static constexpr std::array all = {PartialBody::ignore_signature, PartialBody::accept,
                                     PartialBody::annotate};
  const auto found = std::ranges::find(all, text, [](PartialBody policy) { return format(policy); });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace postern::dkim
