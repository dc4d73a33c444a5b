#include "spf/engine.hpp"

#include <utility>

#include "spf/libspf2_engine.hpp"

namespace postern::spf {

std::string_view format(EngineKind kind) {
  return kind == EngineKind::libspf2 ? "libspf2" : "postern";
}

std::optional<EngineKind> parse_engine_kind(std::string_view text) {
  for (const auto kind : {EngineKind::postern, EngineKind::libspf2}) {
    if (text == format(kind)) return kind;
  }
  return std::nullopt;
}

std::string_view warning(EngineKind kind) {
  return kind == EngineKind::libspf2 ? libspf2_warning : std::string_view();
}

asio::awaitable<Outcome> evaluate(EngineKind kind, Request request, dns::Resolver& resolver) {
  if (kind == EngineKind::libspf2) return evaluate_by_libspf2(std::move(request), resolver);
  return evaluate(std::move(request), resolver);
}

}  // namespace postern::spf
