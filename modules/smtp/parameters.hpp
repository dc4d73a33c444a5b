#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "smtp/reply.hpp"

namespace postern::smtp {

/// A parameter of MAIL or RCPT (RFC 5321 §4.1.2: esmtp-param).
struct Parameter {
  std::string keyword;  ///< upper case
  std::optional<std::string> value;
  bool operator==(const Parameter&) const = default;
};
using Parameters = std::vector<Parameter>;

/// Reads "SIZE=1000 BODY=8BITMIME", or nothing at all. The error is the reply to say: 501 for bad syntax and
/// for a keyword that comes twice.
base::Result<Parameters, Reply> parse_parameters(std::string_view text);

/// Each with a blank before it, ready to follow a path; "" when there are none.
std::string format_parameters(const Parameters& parameters);

/// The parameter with this keyword (upper case), or null.
const Parameter* find_parameter(const Parameters& parameters, std::string_view keyword);

/// Whether the parameters we know have values that their RFCs allow; a reply that refuses the command if not.
/// Parameters we do not know pass: whether they were offered is for check_offered() to say.
/// MAIL: SIZE (RFC 1870), BODY (RFC 6152, RFC 3030), SMTPUTF8 (RFC 6531), RET and ENVID (RFC 3461), AUTH
/// (RFC 4954), REQUIRETLS (RFC 8689), BY (RFC 2852), HOLDFOR and HOLDUNTIL (RFC 4865), MT-PRIORITY (RFC
/// 6710). RCPT: NOTIFY and ORCPT (RFC 3461, RFC 6533).
std::optional<Reply> check_mail_parameters(const Parameters& parameters);
std::optional<Reply> check_rcpt_parameters(const Parameters& parameters);

/// The octets that SIZE= declares; the largest number there is when it has 20 digits that do not fit.
std::optional<std::uint64_t> declared_size(const Parameters& parameters);

/// Whether they say BODY=BINARYMIME: the message comes with BDAT, and DATA is refused (RFC 3030 §3).
bool is_binary(const Parameters& parameters);

/// Replaces the value of AUTH by <>, which says that nobody vouches for the sender. RFC 4954 §5 wants this of
/// a relay that does not trust the client's word, whoever the client is.
void disown_sender(Parameters& parameters);

}  // namespace postern::smtp
