#include "mail/author.hpp"

#include <set>

#include "base/ascii.hpp"
#include "mail/mailbox.hpp"

namespace postern::mail {

base::Result<std::vector<std::string>, AuthorError> author_domains(const HeaderBlock& header) {
  const auto from_fields = header.all("From");
  if (from_fields.empty()) return base::Unexpected{AuthorError::no_from};
  std::set<std::string> domains;
  for (const auto id : from_fields) {
    const auto mailboxes = parse_mailbox_list(header.at(id).body());
    if (!mailboxes) return base::Unexpected{AuthorError::syntax};
    for (const auto& mailbox : *mailboxes) domains.insert(base::to_lower(mailbox.domain));
  }
  if (domains.empty()) return base::Unexpected{AuthorError::no_mailbox};
  return std::vector<std::string>(domains.begin(), domains.end());
}

}  // namespace postern::mail
