#include "verify/check_kit.hpp"

#include <stdexcept>

#include "base/ascii.hpp"
#include "config/regular_file.hpp"
#include "mail/idna.hpp"
#include "verify/private_file.hpp"

namespace postern {

namespace {

std::shared_ptr<const arc::Sealer> make_sealer(const ArcSealConfig& config) {
  const auto key = read_private_file(config.key_file);
  auto sealer = arc::Sealer::make(config.domain, config.selector, key);
  if (!sealer) throw std::runtime_error(config.key_file + ": " + sealer.error());
  return std::make_shared<const arc::Sealer>(std::move(*sealer));
}

std::string checked_domain(std::string_view text, const std::string& where) {
  if (!mail::to_ascii(text)) {
    throw std::runtime_error(where + ": \"" + base::escape_controls(text) + "\" is no domain name");
  }
  return std::string(text);
}

void read_domains(const std::string& path, std::vector<std::string>& into) {
  const auto file = read_regular_file(path);
  if (!file) throw std::runtime_error(file.error());
  std::size_t number = 0;
  for (const auto line : base::split(*file, '\n')) {
    ++number;
    const auto text = base::trim(line.substr(0, line.find('#')));
    if (!text.empty()) into.push_back(checked_domain(text, path + ":" + std::to_string(number)));
  }
}

}  // namespace

CheckKit make_check_kit(const CheckConfig& config) {
  const auto problem = problem_with(config);
  if (problem) throw std::runtime_error(problem->setting + ": " + problem->text);

  CheckKit kit;
  kit.dkim = dkim::make_engine(config.dkim_engine, {.partial_body = config.dkim_body_length});
  kit.arc_keys = std::make_shared<dkim::KeyCache>();
  if (config.arc_seal.is_on()) kit.sealer = make_sealer(config.arc_seal);
  for (const auto& domain : config.trusted_sealers) {
    kit.trusted_sealers.push_back(checked_domain(domain, "trusted-sealer"));
  }
  if (!config.trusted_sealers_file.empty()) read_domains(config.trusted_sealers_file, kit.trusted_sealers);
  return kit;
}

}  // namespace postern
