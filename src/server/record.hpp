#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mail/authentication_results.hpp"
#include "net/world.hpp"
#include "smtp/reply.hpp"

namespace postern {

/// How a transaction ended, as the log says it.
enum class Ending : std::uint8_t {
  delivered,          ///< the upstream said 2xx to the message
  delivered_in_part,  ///< LMTP: to some of the recipients
  refused,            ///< 5xx, theirs or ours
  deferred,           ///< 4xx, theirs or ours
  reset,              ///< RSET, a new EHLO or QUIT before DATA
  client_gone,        ///< the client left, or fell silent, before it had a final reply; nothing was delivered
  failed,             ///< something broke on our side
};
std::string_view to_string(Ending ending);
/// How a transaction ended whose final replies these are; there is at least one.
Ending ending_of(const std::vector<smtp::Reply>& answers);

/// Those texts that differ and say something, one after the other: "accept | reject".
std::string join_distinct(const std::vector<std::string>& texts);

/// What a postmaster wants to know of one transaction: one line of the log.
struct TransactionRecord {
  std::string id;
  std::string ident;          ///< XFORWARD's: the queue id of the MTA before us
  std::string peer;           ///< the TCP peer
  std::string client;         ///< the address the checks were made for; empty when unknown
  std::string client_source;  ///< how we know it: "tcp", "proxy", "xclient" or "xforward"
  std::string trust;          ///< what the client is to us, unless a stranger
  std::string login;          ///< as whom the client authenticated itself with a proxy
  std::string tls;            ///< version and cipher suite; empty: in the clear
  std::string helo;
  std::string sender;
  std::vector<std::string> recipients;  ///< those accepted
  std::size_t recipients_refused = 0;
  std::uint64_t octets = 0;
  std::string message_id;
  std::vector<mail::MethodResult> results;
  std::string list_id;           ///< the mailing list that the message claims to come from
  std::string dmarc_difference;  ///< between the two ways of DMARC discovery, if both were gone
  std::string decision;          ///< what the policy says: "accept"; several that differ (LMTP) as in `reply`
  std::string rule;              ///< whose word that is: "postern.toml:12"
  std::string reason;
  bool dry_run = false;                ///< the decision is only logged
  std::string not_checked;             ///< why the sender was not checked, or not all of it
  std::vector<std::string> sanitised;  ///< fields that claimed to be ours: "Authentication-Results 2"
  std::string trouble;                 ///< what made us refuse, in the words of a postmaster
  std::string upstream;                ///< several (LMTP) as in `decision`
  std::string upstream_reply;          ///< of each of them its last
  std::string reply;  ///< the last the client heard; several that differ (LMTP) one after the other
  Ending ending = Ending::reset;
  std::size_t dns_questions = 0;
  std::size_t dns_from_cache = 0;
  net::TimePoint began;
  std::optional<net::TimePoint> received;  ///< when the client's final dot came
  std::optional<net::TimePoint> judged;    ///< when the checks were done
};

/// Names and values in the order in which they are logged; empty values are left out.
using LogValue = std::variant<std::string, std::uint64_t, std::vector<std::string>>;
using LogFields = std::vector<std::pair<std::string, LogValue>>;
LogFields describe(const TransactionRecord& record, net::TimePoint now);

/// `name=value` pairs on one line. A value with a blank, quote or equals sign in it is quoted; no octet that
/// a client sent can end the line or pass for another pair.
std::string format_text(const LogFields& fields);
/// One JSON object on one line; what is not UTF-8 is replaced.
std::string format_json(const LogFields& fields);

}  // namespace postern
