#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/engine.hpp"
#include "dns/zone.hpp"

namespace postern::test {

struct Verification {
  std::chrono::sys_seconds now = std::chrono::sys_days{std::chrono::May / 1 / 2026};
  std::size_t body_chunk = 0;  ///< how many octets of the body are given at a time; all of it at 0
  dkim::Limits limits;
  dkim::EngineKind engine = dkim::EngineKind::postern;
};

/// What becomes of the signatures of `message` with the keys in `zone`.
std::vector<dkim::Signature> verify(std::string_view message, const dns::Zone& zone,
                                    const Verification& how = {});

/// The only signature of `message`; a failed test when there is another number.
dkim::Signature verify_one(std::string_view message, const dns::Zone& zone, const Verification& how = {});

/// A test that every engine must pass.
class EachEngine : public ::testing::TestWithParam<dkim::EngineKind> {
 protected:
  static std::vector<dkim::Signature> verify(std::string_view message, const dns::Zone& zone,
                                             Verification how = {}) {
    how.engine = GetParam();
    return test::verify(message, zone, how);
  }
  static dkim::Signature verify_one(std::string_view message, const dns::Zone& zone, Verification how = {}) {
    how.engine = GetParam();
    return test::verify_one(message, zone, how);
  }
  static bool is_ours() { return GetParam() == dkim::EngineKind::postern; }
};

inline const auto engines = ::testing::Values(dkim::EngineKind::postern, dkim::EngineKind::opendkim);

inline std::string name_of_engine(const ::testing::TestParamInfo<dkim::EngineKind>& each) {
  return std::string(format(each.param));
}

}  // namespace postern::test
