#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"
#include "mail/authentication_results.hpp"
#include "mail/header_block.hpp"
#include "net/tls_facts.hpp"
#include "policy/decision.hpp"
#include "smtp/transaction.hpp"
#include "verify/verdict.hpp"

namespace postern {

/// The verdict as an Authentication-Results field, one result for each identity that was evaluated: auth,
/// dkim, spf, dmarc, arc, iprev, others, from top to bottom. Domains have A-labels, or for a header in UTF-8
/// U-labels.
/// What was decided is said beside the DMARC result, as its disposition.
mail::AuthenticationResults results_of(const Verdict& verdict, const Decision& decision,
                                       std::string_view authserv_id,
                                       mail::Charset charset = mail::Charset::ascii);

/// Puts a Received-SPF field above all others for each identity that was evaluated (RFC 7208 §9.1).
void prepend_received_spf(mail::HeaderBlock& header, const Verdict& verdict);

/// Where the two ways of DMARC discovery do not agree, in words for the log; empty where they do.
std::string dmarc_difference(const Verdict& verdict);

/// The client's host name, if iprev verified one.
std::string verified_name(const Verdict& verdict);

/// How a message came to us.
struct Hop {
  std::string helo;
  std::optional<base::IpAddress> peer;
  std::string peer_name;
  smtp::Protocol protocol = smtp::Protocol::smtp;
  bool esmtp = true;
  const net::TlsFacts* tls = nullptr;  ///< outlives the call; none: in the clear
  bool authenticated = false;
  bool utf8 = false;
  std::string id;
  std::string recipient;
  std::chrono::system_clock::time_point time;
};

/// The transmission type of RFC 3848 §3 and RFC 6531 §4.3: "ESMTPS", "UTF8LMTP". HELO is plain "SMTP",
/// whatever else is true.
std::string transmission_type(const Hop& hop);

/// Our own Received field (RFC 5321 §4.4), with the transmission types of RFC 3848 and RFC 6531.
std::string received_field(const Hop& hop, std::string_view hostname);

}  // namespace postern
