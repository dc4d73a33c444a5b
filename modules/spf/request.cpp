#include "spf/request.hpp"

#include <algorithm>

#include "mail/idna.hpp"
#include "spf/macro.hpp"

namespace postern::spf {
namespace {

/// What is ASCII keeps its case: %{o} and %{h} are as they were said. What is no name in either spelling
/// stays as it is, and can have no policy.
std::string as_a_labels(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  const bool is_ascii =
      std::ranges::all_of(domain, [](char c) { return static_cast<unsigned char>(c) < 128; });
  return is_ascii ? std::string(domain) : mail::to_ascii(domain).value_or(std::string(domain));
}

}  // namespace

Request helo_identity(base::IpAddress client, std::string_view helo) {
  return mail_from_identity(client, helo, "@" + std::string(helo));
}

Request mail_from_identity(base::IpAddress client, std::string_view helo, std::string_view mail_from) {
  if (mail_from.empty()) return helo_identity(client, helo);
  const auto local = local_part(mail_from);
  const auto domain = as_a_labels(domain_part(mail_from));
  return {.client = client,
          .helo = as_a_labels(helo),
          .sender = std::string(local.empty() ? "postmaster" : local) + "@" + domain,
          .domain = domain};
}

}  // namespace postern::spf
