#pragma once

#include <string>
#include <vector>

#include "check/facts.hpp"
#include "check/inspection.hpp"
#include "check/signature_story.hpp"
#include "dns/recorder.hpp"

namespace postern {

/// All that `postern check` knows of a message, for those who tell it.
struct CheckedMessage {
  std::string name;     ///< the file
  bool had_lf = false;  ///< its lines ended in LF
  CheckFacts facts;
  Inspection inspection;
  std::vector<dns::Exchange> dns;          ///< in the order in which it was asked
  std::vector<SignatureStory> signatures;  ///< one for each of the verdict's; only when somebody wants them
  const ListenerConfig& config;            ///< by which it was judged; outlives this

  const Verdict& verdict() const { return inspection.verdict; }
};

}  // namespace postern
