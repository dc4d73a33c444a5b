#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/command.hpp"
#include "smtp/limits.hpp"
#include "smtp/parameters.hpp"
#include "smtp/reply.hpp"

namespace postern::smtp {

/// The service extensions that a server offers (RFC 5321 §2.2): keywords, each with an argument, perhaps
/// empty. An empty set is a server that knows HELO only.
class Extensions {
 public:
  /// Adds a line of an EHLO reply: "SIZE 1000". A keyword that is there already keeps its argument; a line
  /// that does not begin with a keyword is ignored.
  void add(std::string_view line);

  bool offers(std::string_view keyword) const;
  /// What follows the keyword; empty when nothing does or it is not offered.
  std::string_view argument(std::string_view keyword) const;
  /// The largest message the server takes, if it says (RFC 1870 §3: SIZE without number, and 0, say nothing).
  std::optional<std::uint64_t> size_limit() const;

  bool operator==(const Extensions&) const = default;

 private:
  std::map<std::string, std::string, std::less<>> arguments_;  // keywords in upper case
};

/// From a 250 reply to EHLO; its first line is the greeting.
Extensions parse_extensions(const Reply& reply);

/// What our own EHLO depends on. By default that is an upstream that offers nothing.
struct Offer {
  /// What the upstream said last.
  Extensions upstream;
  /// The largest message we take ourselves; none: no limit of our own.
  std::optional<std::uint64_t> size_limit;
  /// How much longer a message may be when we are done with it.
  std::uint64_t room_for_our_fields = 8192;
  /// Who may not use XFORWARD does not see it. Before a queue there is no queue id: IDENT is not offered.
  enum class Xforward : std::uint8_t { no, without_ident, with_ident } xforward = Xforward::no;
  /// Whether this client may use XCLIENT.
  bool xclient = false;
  /// Whether we take BDAT.
  bool chunking = false;
  /// STARTTLS is offered when TLS is available; once it is active, or when it always was, it is not.
  enum class Tls : std::uint8_t { no, available, active } tls = Tls::no;
  /// Our own limits; of recipients, the upstream's apply as well.
  Limits limits;
  /// Keywords that are not offered whatever else is said here, in any case.
  std::vector<std::string> switched_off;
};

/// The lines of our EHLO after the greeting.
/// * Ours, for they end at us: PIPELINING, ENHANCEDSTATUSCODES, CHUNKING (RFC 3030), STARTTLS (RFC 3207),
/// XFORWARD,
///   XCLIENT, and LIMITS (RFC 9422) with the smaller RCPTMAX of ours and the upstream's and its
///   RCPTDOMAINMAX.
/// * What the upstream has too, with its arguments, for it is a promise about the whole way: 8BITMIME,
/// SMTPUTF8, DSN,
///   DELIVERBY, FUTURERELEASE, MT-PRIORITY; BINARYMIME where both of us take BDAT; REQUIRETLS where TLS is
///   active (RFC 8689 §2).
/// * SIZE, the smaller of ours and the upstream's less the room for our fields.
std::vector<std::string> advertise(const Offer& offer);

/// What a client may use after such an EHLO, for check_offered(): what advertise() says, and AUTH where the
/// upstream offers it. We authenticate nobody and so do not advertise that; but MAIL's AUTH parameter, which
/// vouches for a sender, must be taken even from a client that did not authenticate (RFC 4954 §5), and a
/// proxy such as Postfix passes on what its own client said. See disown_sender() for whom not to believe.
Extensions usable(const Offer& offer);

/// A reply that refuses (555 5.5.4) the first parameter of `verb` (MAIL or RCPT) that no extension in
/// `offered` brings with it; nothing when all are covered. For what we said ourselves, take usable().
std::optional<Reply> check_offered(Verb verb, const Parameters& parameters, const Extensions& offered);

}  // namespace postern::smtp
