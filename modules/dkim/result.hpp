#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::dkim {

/// What became of one signature, in the words of RFC 8601 §2.7.1. Which word stands for which ending of RFC
/// 6376:
enum class Result : std::uint8_t {
  none,       ///< not signed; never the result of a signature
  pass,       ///< header and body are as they were signed
  fail,       ///< they are not (§6.1.3): body hash or signature did not verify
  policy,     ///< verified, but not accepted by us: parts of the body are not covered, or too many signatures
  neutral,    ///< the field is no tag list: it cannot be read as a signature
  temperror,  ///< its key could not be had now (TEMPFAIL of §6.1.2); a later attempt may succeed
  permerror,  ///< it can never verify (PERMFAIL of §6.1.1, §6.1.2): unusable signature, no key, forbidden
              ///< algorithm
};

/// "pass", "fail"...
std::string_view format(Result result);

/// One DKIM-Signature field and its ending. The texts come from the message: they are bounded only by the
/// field, and safe to print only where the printer sees to it. Those that the field lacks are empty.
struct Signature {
  Result result = Result::none;
  std::string domain;     ///< d=, in the letters it was written with
  std::string identity;   ///< i=, still encoded; "@" and the domain where the field has none (RFC 6376 §3.5)
  std::string selector;   ///< s=
  std::string algorithm;  ///< a=, lower case
  std::string digest_start;  ///< the first 8 characters of b=, to tell signatures apart (RFC 6008)
  unsigned key_bits = 0;     ///< of the public key; 0 while no key was used
  std::string reason;        ///< why not pass, or a remark on a pass; may be empty
  bool operator==(const Signature&) const = default;
};

}  // namespace postern::dkim
