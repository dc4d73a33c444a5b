#pragma once

#include <memory>
#include <string>
#include <vector>

#include "arc/sealer.hpp"
#include "dkim/key_cache.hpp"
#include "dkim/verifier.hpp"
#include "verify/check_config.hpp"

namespace postern {

/// What was made of a listener's CheckConfig. All threads use it.
struct CheckKit {
  std::shared_ptr<const dkim::Engine> dkim;   ///< never null
  std::shared_ptr<dkim::KeyCache> arc_keys;   ///< never null
  std::shared_ptr<const arc::Sealer> sealer;  ///< null: no message is sealed
  std::vector<std::string> trusted_sealers;   ///< domains, from the configuration and its file
};

/// Starts the engines and reads the files. Throws std::runtime_error with a sentence for the administrator
/// when a file is not what it has to be, or the settings cannot go together.
CheckKit make_check_kit(const CheckConfig& config);

}  // namespace postern
