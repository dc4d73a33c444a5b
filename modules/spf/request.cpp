#include "spf/request.hpp"

#include "spf/macro.hpp"

namespace postern::spf {

Request helo_identity(base::IpAddress client, std::string_view helo) {
  return mail_from_identity(client, helo, "@" + std::string(helo));
}

Request mail_from_identity(base::IpAddress client, std::string_view helo, std::string_view mail_from) {
  if (mail_from.empty()) return helo_identity(client, helo);
  const auto local = local_part(mail_from);
  const std::string domain(domain_part(mail_from));
  return {.client = client,
          .helo = std::string(helo),
          .sender = std::string(local.empty() ? "postmaster" : local) + "@" + domain,
          .domain = domain};
}

}  // namespace postern::spf
