#include "config/setting.hpp"

namespace postern {

std::vector<Option> trust_options() {
  using enum SanitiseMode;
  return {
      setting("local-network", "networks of our own, whose mail is not checked as strangers' is",
              network_form(), &ListenerConfig::trust, &TrustConfig::local)
          .or_none(),
      setting("trusted-network", "servers whose word we take: what they say in our name stays",
              network_form(), &ListenerConfig::trust, &TrustConfig::trusted)
          .or_none()
          .by_default("none"),
      setting("sanitise",
              "what becomes of fields that claim to be ours: `rename` puts `X-Received-` before their names",
              choice_form<SanitiseMode>({{"remove", remove}, {"rename", rename}, {"keep", keep}}),
              &ListenerConfig::sanitise, &SanitiseConfig::mode),
      setting("sanitise-id", "identifiers in `Authentication-Results` that are ours besides `authserv-id`",
              authserv_id_form(), &ListenerConfig::sanitise, &SanitiseConfig::ids)
          .by_default("none"),
  };
}

}  // namespace postern
