#include "checks/tls.hpp"

#include "checks/method_result.hpp"

namespace postern::checks {

mail::MethodResult tls(const net::TlsFacts& facts) {
  auto result = method_result("x-tls", "pass");
  add_property(result, "smtp", "version", facts.version);
  add_property(result, "smtp", "cipher", facts.cipher);
  add_property(result, "smtp", "bits", std::to_string(facts.bits));
  return result;
}

}  // namespace postern::checks
