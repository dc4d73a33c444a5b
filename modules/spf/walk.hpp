#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answer.hpp"

namespace postern::spf {

/// A question of an evaluation, and how it ended.
struct Lookup {
  dns::Question question;
  dns::Status status = dns::Status::ok;
  std::size_t records = 0;  ///< how many came

  bool operator==(const Lookup&) const = default;
};

/// What came of a step.
enum class Effect : std::uint8_t {
  no_match,  ///< a directive did not match, an exp could not be used
  match,     ///< a directive matched
  used,      ///< a policy was read, a redirect followed, an exp expanded
  trouble,   ///< it ended the evaluation, or the include it is in
};

/// "no match", "match", "used", "trouble".
std::string_view format(Effect effect);

/// One thing an evaluation did: find a policy, try a directive, follow a redirect, get an explanation. Texts
/// are cut at Walk::text_limit and are as the domain wrote them, so mind what they hold.
struct Step {
  std::size_t depth = 0;        ///< how many includes and redirects led here
  std::string domain;           ///< whose policy this is of
  std::string term;             ///< the term, or the text of the policy; empty when there is none
  std::string target;           ///< the name that its domain-spec stands for, if it has one
  std::vector<Lookup> lookups;  ///< what was asked; answers known from earlier steps are not asked for again
  Effect effect = Effect::trouble;
  std::string problem;   ///< with trouble, why: a sentence without its full stop
  int terms = 0;         ///< that asked the DNS (RFC 7208 §4.6.4), from the beginning to here
  int void_lookups = 0;  ///< as well
};

/// "include:b.example (b.example): no match; TXT b.example: ok, 1; 1 lookup": printable ASCII in one line,
/// indented by its depth.
std::string format(const Step& step);

/// How an evaluation came to its result: its steps in the order they began, an include before what is inside
/// it. What lets it grow is bounded by the limits of the evaluation, except for directives that neither ask
/// nor match: of these, those beyond step_limit are left out.
struct Walk {
  static constexpr std::size_t step_limit = 64;
  static constexpr std::size_t text_limit = 255;

  std::vector<Step> steps;
  std::size_t left_out = 0;
};

/// A line for each step, and one for what was left out.
std::string format(const Walk& walk);

}  // namespace postern::spf
