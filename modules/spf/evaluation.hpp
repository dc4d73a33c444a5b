#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "dns/resolver.hpp"
#include "spf/client_names.hpp"
#include "spf/lookups.hpp"
#include "spf/record.hpp"
#include "spf/request.hpp"
#include "spf/walk_recorder.hpp"

namespace postern::spf {

/// How check_host() ended.
struct Verdict {
  Result result = Result::none;
  std::string problem;  ///< what matched, or what went wrong: a sentence without its full stop
  std::string domain;   ///< whose record decided, after redirects
  std::optional<MacroString> explanation = {};  ///< the exp of that record
  std::string mechanism = {};  ///< the directive that matched, without its qualifier, or "default"
};

/// The name an expanded target asks for. A text that is none is a name that does not exist: nothing is asked,
/// and nothing matches (what then happens is undefined, §4.8).
std::optional<dns::Name> parse_target(std::string_view target);

/// One evaluation with all its includes and redirects, which share its limits.
class Evaluation {
 public:
  /// `resolver` must outlive this.
  Evaluation(const Request& request, dns::Resolver& resolver);
  // Its parts refer to its recorder.
  Evaluation(const Evaluation&) = delete;

  /// check_host() of RFC 7208 §4, by coroutines that refer to this and to what their callers own.
  asio::awaitable<Verdict> check_host(std::string domain);
  /// The explanation of a fail (§6.2); empty when there is none that can be used, for whatever reason.
  asio::awaitable<std::string> explain(const Verdict& verdict);

  const Lookups& lookups() const { return lookups_; }
  /// Empty when the request does not want it.
  const Walk& walk() const { return recorder_.walk(); }

 private:
  using Matched = base::Result<bool, Trouble>;

  // Each is a step of the walk; the function below it does it.
  asio::awaitable<base::Result<Record, Trouble>> find_policy(const std::string& domain);
  asio::awaitable<base::Result<Record, Trouble>> find_record(const std::string& domain);
  asio::awaitable<Matched> try_directive(const Directive& directive, const std::string& domain);
  asio::awaitable<Matched> matches(const Mechanism& mechanism, const std::string& domain);
  asio::awaitable<Verdict> redirect(const MacroString& spec, const std::string& domain);
  asio::awaitable<Verdict> follow(const MacroString& spec, const std::string& domain);
  asio::awaitable<std::string> find_explanation(const MacroString& spec, const std::string& domain);

  asio::awaitable<Matched> match(const All& all, const std::string& target);
  asio::awaitable<Matched> match(const Ip& ip, const std::string& target);
  asio::awaitable<Matched> match(const Include& include, const std::string& target);
  asio::awaitable<Matched> match(const A& a, const std::string& target);
  asio::awaitable<Matched> match(const Mx& mx, const std::string& target);
  asio::awaitable<Matched> match(const Ptr& ptr, const std::string& target);
  asio::awaitable<Matched> match(const Exists& exists, const std::string& target);

  /// The address records of `name` of the client's family.
  asio::awaitable<base::Result<dns::Answer, Trouble>> ask_addresses(dns::Name name);
  bool any_matches(const dns::Answer& answer, const Prefixes& prefixes) const;
  std::optional<Trouble> count_term(const MacroString* spec);
  bool never_matches(const MacroString& spec) const;
  asio::awaitable<MacroValues> values_for(const MacroString& macro_string, const std::string& domain);
  asio::awaitable<std::string> expand(const MacroString* spec, const std::string& domain);

  WalkRecorder recorder_;  // what everybody asks
  MacroValues values_;     // without those that depend on the domain
  Limits limits_;
  Lookups lookups_;
  ClientNames names_;
};

}  // namespace postern::spf
