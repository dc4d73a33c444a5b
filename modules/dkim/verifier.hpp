#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

#include "dkim/limits.hpp"
#include "dkim/result.hpp"
#include "dns/answer.hpp"
#include "dns/name.hpp"

namespace postern::dkim {

/// Verifies every signature of one message (RFC 6376 §6). The calls come in the order in which they stand
/// here: header fields, end of header, body, finish. The caller looks the keys up, while the body streams.
class Verifier {
 public:
  virtual ~Verifier() = default;

  /// The next field as received, with its folds; with or without its final CRLF. Well-formed fields only.
  virtual void header(std::string_view raw_field) = 0;

  /// The names whose TXT records are the keys, each once; at most Limits::max_signatures.
  [[nodiscard]] virtual std::vector<dns::Name> end_of_header() = 0;

  /// The next octets of the body, in any chunking, before or after any set_key.
  virtual void body(std::string_view octets) = 0;

  /// The answer to the TXT question for one of the names of end_of_header().
  virtual void set_key(const dns::Name& name, dns::Answer answer) = 0;

  /// One entry for each DKIM-Signature field, in the order of the header, none for an unsigned message. `now`
  /// judges x= and t=. A key that was not set is a temperror: the lookup did not finish in time. The fields
  /// that are too many (Limits::max_signatures, candidates.hpp) share one last entry, which names no domain.
  /// A field that repeats another has its result, and costs nothing.
  [[nodiscard]] virtual std::vector<Signature> finish(std::chrono::system_clock::time_point now) = 0;
};

/// Makes verifiers. One for the process: it may be shared between threads, and outlives what it makes.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::unique_ptr<Verifier> make_verifier() const = 0;
};

}  // namespace postern::dkim
