#include "dmarc/alignment.hpp"

#include "mail/idna.hpp"

namespace postern::dmarc {
namespace {

// An organizational domain is the name itself or above it. Two names of different top-level domains have only
// the root in common, which is nobody's organization.
bool share_top_level_domain(const dns::Name& a, const dns::Name& b) {
  return a.labels().back() == b.labels().back();
}

Aligned compare(const dns::Name& name, const Discovery& discovery, const std::optional<Organization>& known) {
  const auto& author = discovery.author_domain;
  const auto& organization = discovery.organizational_domain;
  if (!share_top_level_domain(name, author)) return Aligned::no;
  if (!organization) return Aligned::unknown;
  if (!name.is_within(*organization)) return Aligned::no;
  if (!known) return Aligned::not_evaluated;
  if (!known->domain) return Aligned::unknown;
  return known->domain == organization ? Aligned::yes : Aligned::no;
}

}  // namespace

std::optional<dns::Name> name_of(const Identifier& identifier) {
  const auto domain = mail::to_ascii(identifier.domain);
  return domain ? dns::Name::parse(*domain) : std::nullopt;
}

IdentifierAlignment align(const Identifier& identifier, const Discovery& discovery,
                          const Organizations& organizations) {
  const bool is_spf = identifier.method == Method::spf;
  const auto mode = is_spf ? discovery.record->spf_alignment : discovery.record->dkim_alignment;
  IdentifierAlignment alignment{.identifier = identifier, .mode = mode};
  const auto name = name_of(identifier);
  if (!name) return alignment;
  if (const auto known = organizations.find(*name); known != organizations.end()) {
    alignment.organization = known->second;
  }
  if (*name == discovery.author_domain) {
    alignment.aligned = Aligned::yes;
  } else if (mode == AlignmentMode::relaxed) {
    alignment.aligned = compare(*name, discovery, alignment.organization);
  }
  return alignment;
}

}  // namespace postern::dmarc
