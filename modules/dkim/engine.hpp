#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "dkim/verifier.hpp"

namespace postern::dkim {

/// Who verifies: our own core, or libopendkim. Where they differ, and who is right: docs/standards.md.
enum class EngineKind : std::uint8_t { postern, opendkim };

/// "postern", "opendkim".
std::string_view format(EngineKind kind);
std::optional<EngineKind> parse_engine_kind(std::string_view name);

/// The engine of that kind. Throws std::bad_alloc when it cannot start.
std::unique_ptr<Engine> make_engine(EngineKind kind, Limits limits = {});

/// Our own: RFC 6376, 8301, 8463 and 8616 over OpenSSL. It keeps the public keys that it has read (see
/// key_cache.hpp), for all its verifiers and threads together.
std::unique_ptr<Engine> make_engine(Limits limits = {});

}  // namespace postern::dkim
