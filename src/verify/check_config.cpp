#include "verify/check_config.hpp"

namespace postern {

std::optional<CheckProblem> problem_with(const CheckConfig& config) {
  if (config.dmarc && !(config.spf && config.dkim))
    return CheckProblem{"dmarc",
                        "it needs both spf and dkim: without one of them it would fail genuine mail"};
  if (config.received_spf && !config.spf) return CheckProblem{"received-spf", "it needs spf"};
  const auto& seal = config.arc_seal;
  const bool is_whole =
      seal.domain.empty() == seal.key_file.empty() && seal.selector.empty() == seal.key_file.empty();
  if (!is_whole)
    return CheckProblem{"arc-seal-key",
                        "arc-seal-domain, arc-seal-selector and arc-seal-key are needed to seal"};
  if (seal.is_on() && !config.arc)
    return CheckProblem{"arc-seal-key", "it needs arc: a seal says what became of the chain before"};
  const bool trusts = !config.trusted_sealers.empty() || !config.trusted_sealers_file.empty();
  if (trusts && !config.arc) return CheckProblem{"trusted-sealer", "it needs arc"};
  return std::nullopt;
}

std::vector<std::string> warnings_about(const CheckConfig& config) {
  std::vector<std::string> warnings;
  const auto spf = spf::warning(config.spf_engine);
  if (!spf.empty()) warnings.emplace_back(spf);
  return warnings;
}

}  // namespace postern
