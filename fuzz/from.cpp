// Whatever stands in a From field, its domains are names as the DNS knows them, or literals, each once; a
// field or an address more hides none of them.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/ascii.hpp"
#include "mail/author.hpp"
#include "mail/header_block.hpp"
#include "mail/idna.hpp"
#include "mail/mailbox.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

mail::HeaderField from_field(const std::string& body) {
  return mail::HeaderField::raw("From:" + body + "\r\n");
}

bool holds(const mail::Authors& authors, const std::string& domain) {
  return std::ranges::find(authors.domains, domain) != authors.domains.end();
}

void require_sound(const mail::Authors& authors) {
  auto domains = authors.domains;
  std::ranges::sort(domains);
  require(std::ranges::adjacent_find(domains) == domains.end());
  require(authors.error || !domains.empty());
  for (const auto& domain : domains) {
    require(domain.starts_with('[') || mail::to_ascii(domain) == domain);
    require(std::ranges::none_of(domain, base::is_upper));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  mail::HeaderBlock header;
  header.append(from_field(body));
  const auto alone = mail::author_domains(header);
  require_sound(alone);

  header.append(from_field(" x@second.example"));
  const auto both = mail::author_domains(header);
  require(both.error.has_value() && holds(both, "second.example"));
  require(std::ranges::all_of(alone.domains, [&](const auto& each) { return holds(both, each); }));

  const auto mailboxes = mail::parse_mailbox_list(body);
  if (!mailboxes) return 0;
  require(mailboxes->size() <= mail::max_mailboxes);
  const auto more = mail::parse_mailbox_list(body + ", x@second.example");
  require(!more || more->size() == mailboxes->size() + 1);
  return 0;
}
