#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "server/gate.hpp"

namespace postern {

/// By what settings `postern check` goes.
struct CheckSetup {
  std::shared_ptr<const Gate> gate;
  std::vector<dns::Server> dns;    ///< empty: those of this machine
  std::string zone;                ///< empty: none
  std::vector<std::string> notes;  ///< what is otherwise than in service: sentences without full stop
};

/// The listener that is asked for, as it would be in service, but for TLS, which is not needed: its keys are
/// not read. Throws UsageError when the configuration has errors or no such listener, and
/// std::runtime_error when a file that it names is not what it has to be.
CheckSetup make_check_setup(const CheckCommand& command);

/// What the user gave is wrong, in a sentence.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace postern
