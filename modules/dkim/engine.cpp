#include "dkim/engine.hpp"

#include "dkim/core_verifier.hpp"
#include "dkim/opendkim_engine.hpp"

namespace postern::dkim {
namespace {

class CoreEngine final : public Engine {
 public:
  explicit CoreEngine(Limits limits) : limits_(limits) {}

  std::unique_ptr<Verifier> make_verifier() const override {
    return std::make_unique<CoreVerifier>(keys_, limits_);
  }

 private:
  Limits limits_;
  mutable KeyCache keys_;  // which locks
};

}  // namespace

std::string_view format(EngineKind kind) {
  switch (kind) {
    case EngineKind::postern:
      return "postern";
    case EngineKind::opendkim:
      return "opendkim";
  }
  return "";
}

std::optional<EngineKind> parse_engine_kind(std::string_view name) {
  for (const auto kind : {EngineKind::postern, EngineKind::opendkim}) {
    if (format(kind) == name) return kind;
  }
  return std::nullopt;
}

std::unique_ptr<Engine> make_engine(EngineKind kind, Limits limits) {
  switch (kind) {
    case EngineKind::postern:
      return make_engine(limits);
    case EngineKind::opendkim:
      return make_opendkim_engine(limits);
  }
  return nullptr;
}

std::unique_ptr<Engine> make_engine(Limits limits) {
  return std::make_unique<CoreEngine>(limits);
}

}  // namespace postern::dkim
