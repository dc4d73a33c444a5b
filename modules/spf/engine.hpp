#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dns/resolver.hpp"
#include "spf/evaluate.hpp"
#include "spf/request.hpp"

namespace postern::spf {

/// Who evaluates policies: we do, or libspf2 in its cage (libspf2_engine.hpp). What they say differs;
/// docs/standards.md lists where, and who is right.
enum class EngineKind : std::uint8_t { postern, libspf2 };

/// "postern", "libspf2".
std::string_view format(EngineKind kind);
std::optional<EngineKind> parse_engine_kind(std::string_view text);

/// What whoever turns this engine on has to be told: a sentence without its full stop, or nothing.
std::string_view warning(EngineKind kind);

/// As evaluate() of that engine.
asio::awaitable<Outcome> evaluate(EngineKind kind, Request request, dns::Resolver& resolver);

}  // namespace postern::spf
