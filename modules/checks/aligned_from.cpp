#include "checks/aligned_from.hpp"

#include <optional>
#include <string>

#include "checks/method_result.hpp"
#include "dns/name.hpp"
#include "mail/author.hpp"
#include "mail/idna.hpp"
#include "mail/mailbox.hpp"

namespace postern::checks {
namespace {

// Where an address has no @ it is a local part alone, postmaster's.
std::string_view domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == address.npos ? std::string_view() : address.substr(at + 1);
}

bool is_author(std::string_view sender, const mail::HeaderBlock& header) {
  const auto from = header.find("From");
  const auto mailboxes = mail::parse_mailbox_list(mail::unfold(header.at(*from).body()));
  if (!mailboxes || mailboxes->size() != 1) return false;
  const auto& author = mailboxes->front();
  const auto local = sender.substr(0, sender.rfind('@'));
  return author.local == local && mail::same_domain(author.domain, domain_of(sender));
}

std::optional<dns::Name> organization_of(std::string_view domain, const dmarc::PublicSuffixes& suffixes) {
  const auto ascii = mail::to_ascii(domain);
  const auto name = ascii ? dns::Name::parse(*ascii) : std::nullopt;
  if (!name || name->is_root()) return std::nullopt;
  return suffixes.organizational_domain(*name);
}

mail::MethodResult say(std::string_view word, std::string comment) {
  auto result = method_result("x-aligned-from", word);
  result.comment = std::move(comment);
  return result;
}

}  // namespace

mail::MethodResult aligned_from(std::string_view sender, const mail::HeaderBlock& header,
                                const dmarc::PublicSuffixes& suffixes) {
  using enum mail::AuthorError;
  const auto authors = mail::author_domains(header);
  const bool has_author = authors.error != no_from && authors.error != no_mailbox;
  if (sender.empty() && !has_author) return say("null", "neither envelope nor From has an address");
  if (sender.empty()) return say("null-smtp", "the envelope has no sender");
  if (!has_author) return say("null-header", std::string(mail::describe(*authors.error)));
  if (authors.error) return say("error", std::string(mail::describe(*authors.error)));
  if (authors.domains.size() != 1) return say("error", "From names several domains");

  const auto& author = authors.domains.front();
  const auto domain = domain_of(sender);
  if (is_author(sender, header)) return say("pass", "address match");
  if (mail::same_domain(domain, author)) return say("domain-pass", "domain match");
  const auto organization = organization_of(domain, suffixes);
  const bool is_same = organization && organization == organization_of(author, suffixes);
  return is_same ? say("orgdomain-pass", "organizational domain match") : say("fail", "domains differ");
}

}  // namespace postern::checks
