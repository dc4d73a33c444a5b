#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/dns_list.hpp"
#include "dkim/engine.hpp"
#include "dkim/limits.hpp"
#include "dmarc/discovery_mode.hpp"
#include "spf/engine.hpp"

namespace postern {

/// What to seal messages with (RFC 8617 §5.1); all of it, or nothing, and then no message is sealed.
struct ArcSealConfig {
  std::string domain;    ///< d=
  std::string selector;  ///< s=
  std::string key_file;  ///< PEM, which none but its owner may read
  bool is_on() const { return !key_file.empty(); }
  bool operator==(const ArcSealConfig&) const = default;
};

/// What is checked of a message, and how.
struct CheckConfig {
  bool iprev = true;
  bool spf = true;
  bool dkim = true;
  bool arc = true;
  bool dmarc = true;

  spf::EngineKind spf_engine = spf::EngineKind::postern;
  dkim::EngineKind dkim_engine = dkim::EngineKind::postern;
  dkim::PartialBody dkim_body_length = dkim::PartialBody::ignore_signature;  ///< what l= may leave out
  dmarc::DiscoveryMode dmarc_discovery = dmarc::DiscoveryMode::treewalk;

  bool received_spf = false;  ///< a Received-SPF field for each identity (RFC 7208 §9.1)
  ArcSealConfig arc_seal;
  std::vector<std::string> trusted_sealers;  ///< domains whose ARC sets are believed
  std::string trusted_sealers_file;          ///< more of them, one a line; `#` begins a comment

  // Those of modules/checks. Off, all but the one that adds nothing to the message and asks nobody.
  bool ptr = false;
  bool aligned_from = false;
  bool return_mx = false;
  bool tls = false;
  bool header_sanity = false;
  bool list_id = true;
  std::vector<checks::DnsList> dns_lists;

  bool operator==(const CheckConfig&) const = default;
};

/// Why settings cannot go together.
struct CheckProblem {
  std::string setting;  ///< which should be another, by its name in the configuration
  std::string text;     ///< a sentence without its full stop
};
std::optional<CheckProblem> problem_with(const CheckConfig& config);

/// What an administrator has to be told who chose them: sentences without their full stops.
std::vector<std::string> warnings_about(const CheckConfig& config);

}  // namespace postern
