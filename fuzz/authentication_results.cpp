// Any text is printed without controls, as one field that parses; what parses is printed so that it parses to
// the same again, as far as the charset can hold it. What a tolerant reader makes of a field is what a strict
// one does, where that reads it. The rule for forged fields agrees with the parser.

#include "mail/authentication_results.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/ascii.hpp"
#include "mail/header_field.hpp"
#include "mail/idna.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

mail::AuthenticationResults print_and_parse(const mail::AuthenticationResults& results,
                                            mail::Charset charset = mail::Charset::utf8) {
  const auto field = mail::HeaderField::raw(mail::format_authentication_results(results, charset));
  require(field.is("Authentication-Results") && field.raw().ends_with("\r\n"));
  require(std::ranges::none_of(mail::unfold(field.body()), base::is_control));
  const auto parsed = mail::parse_authentication_results(field.body());
  require(parsed.has_value());
  return *parsed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  const auto field = mail::HeaderField::raw("Authentication-Results:" + body + "\r\n");
  const bool is_ours = mail::claims_authserv_id(field, "mx.example.org");

  const auto hostile = print_and_parse({body, {{"m", "pass", body, body, {{"smtp", "x", body, body}}}}});
  require(hostile.results.size() == 1 && print_and_parse(hostile) == hostile);

  const auto plain = print_and_parse(hostile, mail::Charset::ascii);
  require(print_and_parse(plain, mail::Charset::ascii) == plain);

  const auto tolerant = mail::parse_authentication_results(body, mail::Reading::tolerant);
  if (tolerant) print_and_parse(*tolerant);

  const auto parsed = mail::parse_authentication_results(body);
  if (!parsed) return 0;
  require(tolerant && *tolerant == *parsed);
  require(is_ours == mail::same_domain(parsed->authserv_id, "mx.example.org"));

  const auto again = print_and_parse(*parsed);
  // Longer values may have been cut.
  if (size <= mail::max_value_octets) require(again == *parsed);
  require(print_and_parse(again) == again);
  return 0;
}
