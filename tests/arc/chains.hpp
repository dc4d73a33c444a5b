#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "arc/outcome.hpp"
#include "arc/sealer.hpp"
#include "dns/zone.hpp"
#include "mail/header_block.hpp"

namespace postern::test {

/// A message that nobody has sealed yet.
inline constexpr std::string_view unsealed_message =
    "Received: from mail.example.com by mx.example.org; Fri, 1 May 2026 10:00:00 +0000\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=YWJj; b=YWJj\r\n"
    "From: Alice <alice@example.com>\r\n"
    "To: list@example.org\r\n"
    "Subject: A chain\r\n"
    "\tthat is folded\r\n"
    "Message-ID: <1@example.com>\r\n"
    "Date: Fri, 1 May 2026 10:00:00 +0000\r\n"
    "\r\n"
    "Body,  with\tblanks. \r\n"
    "\r\n"
    "End.\r\n"
    "\r\n";

inline constexpr std::chrono::sys_seconds may_2026 = std::chrono::sys_days{std::chrono::May / 1 / 2026};

struct Message {
  mail::HeaderBlock header;
  std::string body;
  /// Header, blank line, body.
  std::string text() const;
};
Message parse_message(std::string_view text);

/// "rsa2048", "rsa1024", "ed25519" (tests/data/dkim), "rsa4096" (tests/data/arc), as a sealer.
arc::Sealer make_sealer(std::string_view key = "rsa2048", std::string_view domain = "d1.example",
                        std::string_view selector = "s1");
/// Publishes its key.
void publish(dns::Zone& zone, const arc::Sealer& sealer);

struct Validation {
  std::chrono::sys_seconds now = may_2026;
  std::size_t body_chunk = 0;  ///< how many octets of the body are given at a time; all of it at 0
};
/// What becomes of the chain of `message` with the keys in `zone`.
arc::Outcome validate(std::string_view message, const dns::Zone& zone, const Validation& how = {});

/// `message` with a set of `sealer` more, which found what validate() finds and that spf passed; unchanged
/// when the sealer adds none.
std::string sealed(std::string_view message, const arc::Sealer& sealer, const dns::Zone& zone);
/// unsealed_message, sealed so many times by one sealer, whose key is published in `zone`.
std::string sealed_times(int sets, const dns::Zone& zone, const arc::Sealer& sealer = make_sealer());

/// A set as somebody else might write it: the bodies of its fields, with `{b}` where the signature goes and
/// `{bh}` for the body hash. Signed rightly, whatever they say.
struct HandmadeSet {
  std::string results = " i=1; mx.example.org; spf=pass";
  std::string signature =
      " i=1; a=rsa-sha256; c=relaxed/relaxed; d=d1.example; s=s1; h=from:subject; bh={bh}; b={b}";
  std::string seal = " i=1; a=rsa-sha256; cv=none; d=d1.example; s=s1; b={b}";
  std::string key = "rsa2048";
};
std::string sealed_by_hand(std::string_view message, const HandmadeSet& set = {});

/// `text` with the first `from` made `to`; a failed test when there is none.
std::string replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace postern::test
