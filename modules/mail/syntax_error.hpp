#pragma once

#include <cstddef>

namespace postern::mail {

/// The body of a field is not what its grammar allows.
struct SyntaxError {
  /// Octets of the unfolded body before the place where no reading of it was left.
  std::size_t at = 0;
  bool operator==(const SyntaxError&) const = default;
};

}  // namespace postern::mail
