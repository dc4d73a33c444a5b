#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace postern {

/// How many letters must be put in, left out, replaced or swapped with their neighbour to make one of the
/// other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The one of `names` that `word` was probably meant to be: at most a third of its letters are wrong.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> names);

}  // namespace postern
