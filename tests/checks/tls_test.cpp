#include "checks/tls.hpp"

#include <gtest/gtest.h>

#include "say.hpp"

namespace postern::checks {
namespace {

TEST(Tls, SaysVersionCipherAndStrength) {
  EXPECT_EQ(say(tls({.version = "TLSv1.3", .cipher = "TLS_AES_256_GCM_SHA384", .bits = 256})),
            "x-tls=pass smtp.version=TLSv1.3 smtp.cipher=TLS_AES_256_GCM_SHA384 smtp.bits=256");
}

}  // namespace
}  // namespace postern::checks
