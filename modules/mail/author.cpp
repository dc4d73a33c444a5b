#include "mail/author.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/header_field.hpp"
#include "mail/idna.hpp"
#include "mail/mailbox.hpp"

namespace postern::mail {
namespace {

/// Each once, in order.
class DomainList {
 public:
  void add(std::string domain) {
    if (seen_.insert(domain).second) domains_.push_back(std::move(domain));
  }
  std::vector<std::string> take() { return std::move(domains_); }

 private:
  std::vector<std::string> domains_;
  std::set<std::string> seen_;
};

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 128;
}

bool may_stand_in_name(char c) {
  return base::is_alnum(c) || c == '-' || c == '_' || c == '.' || !is_ascii(c);
}

bool is_literal(std::string_view domain) {
  return domain.starts_with('[');
}

// RFC 5321 §4.1.2, and underscores. An atom may hold more, which nobody's mail domain does.
std::optional<std::string> to_mail_domain(std::string_view domain) {
  if (!std::ranges::all_of(domain, may_stand_in_name)) return std::nullopt;
  return to_ascii(domain);
}

// What looks like a name at the beginning; where it is none, as much of it as is ASCII.
std::optional<std::string> leading_domain(std::string_view text) {
  base::ScannerView in(text);
  const auto run = in.take_while(may_stand_in_name);
  if (const auto domain = to_ascii(run)) return domain;
  return to_ascii(base::ScannerView(run).take_while(is_ascii));
}

void add_what_seems_meant(DomainList& domains, std::string_view body) {
  const auto text = unfold(body);
  auto pieces = base::split(text, '@');
  pieces.resize(std::min(pieces.size(), max_mailboxes + 1));
  for (const auto piece : pieces | std::views::drop(1)) {
    if (auto domain = leading_domain(piece)) domains.add(*std::move(domain));
  }
}

// False when a mailbox has neither a domain nor a literal.
bool add_all(DomainList& domains, const std::vector<Mailbox>& mailboxes) {
  bool are_domains = true;
  for (const auto& mailbox : mailboxes) {
    auto domain = to_mail_domain(mailbox.domain);
    if (is_literal(mailbox.domain)) domain = base::to_lower(mailbox.domain);
    are_domains &= domain.has_value();
    if (domain) domains.add(*std::move(domain));
  }
  return are_domains;
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
    if (mailboxes && add_all(domains, *mailboxes)) continue;
    authors.error = AuthorError::syntax;
    add_what_seems_meant(domains, body);
  }
  authors.domains = domains.take();
  if (authors.domains.empty() && !authors.error) authors.error = AuthorError::no_mailbox;
  return authors;
}

}  // namespace postern::mail
