#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern {

/// Why a field of this name cannot be added by rules: it is no name (RFC 5322 §2.2), or one that standards
/// give a meaning which rules must not forge. A sentence without its full stop; nothing when it can.
std::optional<std::string> problem_with_field_name(std::string_view name);

}  // namespace postern
