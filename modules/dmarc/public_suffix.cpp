#include "dmarc/public_suffix.hpp"

#include <libpsl.h>

#include "base/handle.hpp"

namespace postern::dmarc {

struct PublicSuffixes::List {
  base::Handle<psl_ctx_t, psl_free> context{psl_latest(nullptr)};
};

PublicSuffixes::PublicSuffixes() : list_(std::make_unique<List>()) {}
PublicSuffixes::~PublicSuffixes() = default;

dns::Name PublicSuffixes::organizational_domain(const dns::Name& name) const {
  if (!list_->context) {
    auto organization = name;
    while (organization.label_count() > 2) organization = organization.parent();
    return organization;
  }
  // A pointer into the name, which has no NUL that matters: the list knows host names only.
  const char* domain = psl_registrable_domain(list_->context.get(), name.text().c_str());
  if (domain == nullptr) return name;
  return dns::Name::parse(domain).value_or(name);
}

}  // namespace postern::dmarc
