#pragma once

#include <string>
#include <string_view>

#include "policy/policy.hpp"

namespace postern {

/// A message, made from words: `dmarc=fail/reject spf=softfail dkim=pass:a.example list-id=x.example`.
///
/// | word | |
/// |---|---|
/// | `iprev= spf= spf-helo=` | results |
/// | `dkim=RESULT:DOMAIN` | one signature; `dkim=none` no signature |
/// | `dmarc=RESULT[/POLICY]` | of the author's domain |
/// | `aligned=spf` `aligned=dkim` | an identifier that passed and is aligned |
/// | `arc=RESULT`, `sealed=SEALER:METHOD=RESULT:DOMAIN` | what a trusted sealer found, and of which domain |
/// | `x-dnsbl=fail` and all other names with `x-` or dnswl | results of modules/checks |
/// | `list-id= author= sender= helo= client= listener= trust= tls=yes id=` | what they say; `sender=<>` |
///
/// Without other words the author is example.com, the sender a@bounce.example, the client 192.0.2.1.
struct Message {
  explicit Message(std::string_view words);

  Verdict verdict;
  Circumstances circumstances;
};

/// The listener of a file that has these lines, without a preset of its own.
ListenerConfig listener_of(const std::string& lines);

/// "reject by f:3 550 5.7.26, mailing_list (list-id x.example)", and " + NAME: BODY" for each tag.
std::string summary(const Decision& decision);

/// All of it: what becomes of a message under a policy.
std::string decided(const std::string& lines, std::string_view message,
                    std::string_view recipient_domain = "example.org");

}  // namespace postern
