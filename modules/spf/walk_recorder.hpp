#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dns/resolver.hpp"
#include "spf/lookups.hpp"
#include "spf/record.hpp"
#include "spf/walk.hpp"

namespace postern::spf {

/// Writes a Walk while an evaluation goes on: the evaluation says where steps begin and end, and asks the DNS
/// through this, so that questions belong to the step that is open. One that is not wanted does nothing, and
/// formats nothing.
class WalkRecorder final : public dns::Resolver {
 public:
  /// `inner` must outlive this.
  WalkRecorder(dns::Resolver& inner, bool is_wanted) : inner_(inner), is_wanted_(is_wanted) {}

  asio::awaitable<dns::Answer> resolve(dns::Question question) override;

  /// A step inside the one that is open. A policy's term is told once it is known.
  void begin_policy(std::string_view domain);
  void begin(std::string_view domain, const Directive& directive);
  void begin(std::string_view domain, std::string_view modifier, const MacroString& value);
  void set_term(std::string_view term);
  void set_target(std::string_view target);
  /// Ends the innermost step that is open; `cost` is what the evaluation has spent so far.
  void end(Effect effect, const Lookups& cost, std::string_view problem = {});

  const Walk& walk() const { return walk_; }

 private:
  asio::awaitable<dns::Answer> record(dns::Question question);
  Step& open_step() { return walk_.steps[open_.back()]; }

  dns::Resolver& inner_;
  bool is_wanted_;
  Walk walk_;
  std::vector<std::size_t> open_;  // indices, outermost first
};

}  // namespace postern::spf
