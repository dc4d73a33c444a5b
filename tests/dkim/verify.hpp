#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

#include "dkim/verifier.hpp"
#include "dns/zone.hpp"

namespace postern::test {

struct Verification {
  std::chrono::sys_seconds now = std::chrono::sys_days{std::chrono::May / 1 / 2026};
  std::size_t body_chunk = 0;  ///< how many octets of the body are given at a time; all of it at 0
  dkim::Limits limits;
};

/// What becomes of the signatures of `message` with the keys in `zone`.
std::vector<dkim::Signature> verify(std::string_view message, const dns::Zone& zone,
                                    const Verification& how = {});

/// The only signature of `message`; a failed test when there is another number.
dkim::Signature verify_one(std::string_view message, const dns::Zone& zone, const Verification& how = {});

}  // namespace postern::test
