#include "mail/author.hpp"

#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "mail/header_field.hpp"
#include "mail/idna.hpp"
#include "mail/mailbox.hpp"

namespace postern::mail {
namespace {

class DomainList {
 public:
  void add(std::string_view domain) {
    auto name = to_ascii(domain).value_or(base::to_lower(domain));
    if (seen_.insert(name).second) domains_.push_back(std::move(name));
  }
  std::vector<std::string> take() { return std::move(domains_); }

 private:
  std::vector<std::string> domains_;
  std::set<std::string> seen_;
};

bool may_stand_in_name(char c) {
  return base::is_alnum(c) || c == '-' || c == '_' || c == '.' || static_cast<unsigned char>(c) > 127;
}

void add_what_seems_meant(DomainList& domains, std::string_view body) {
  const auto text = unfold(body);
  const auto pieces = base::split(text, '@');
  for (std::size_t i = 1; i < pieces.size() && i <= max_mailboxes; ++i) {
    auto piece = pieces[i];
    std::size_t length = 0;
    while (length < piece.size() && may_stand_in_name(piece[length])) ++length;
    if (const auto name = to_ascii(piece.substr(0, length))) domains.add(*name);
  }
}

}  // namespace

std::string_view describe(AuthorError error) {
  using enum AuthorError;
  switch (error) {
    case no_from:
      return "the message has no From field";
    case several_from:
      return "the message has several From fields";
    case no_mailbox:
      return "From names no mailbox";
    case syntax:
      return "From cannot be read";
  }
  return "";
}

Authors author_domains(const HeaderBlock& header) {
  const auto from_fields = header.all("From");
  if (from_fields.empty()) return {.domains = {}, .error = AuthorError::no_from};
  DomainList domains;
  Authors authors;
  if (from_fields.size() > 1) authors.error = AuthorError::several_from;
  for (const auto id : from_fields) {
    const auto body = header.at(id).body();
    const auto mailboxes = parse_mailbox_list(body);
    if (mailboxes) {
      for (const auto& mailbox : *mailboxes) domains.add(mailbox.domain);
    } else {
      authors.error = AuthorError::syntax;
      add_what_seems_meant(domains, body);
    }
  }
  authors.domains = domains.take();
  if (authors.domains.empty() && !authors.error) authors.error = AuthorError::no_mailbox;
  return authors;
}

}  // namespace postern::mail
