#pragma once

#include <memory>

#include "dns/name.hpp"

namespace postern::dmarc {

/// The Public Suffix List, by which RFC 7489 §3.2 finds the domain of an organization. Immutable, and may be
/// shared between threads.
class PublicSuffixes {
 public:
  /// The list of the system where it is newer than the one built into libpsl, else that one. With neither,
  /// every top-level domain is a suffix and nothing else is.
  PublicSuffixes();
  ~PublicSuffixes();

  /// The public suffix above `name` and one label more: example.co.uk for mail.example.co.uk. A name that is
  /// itself a public suffix, or the root, is its own organization. Suffixes of the private part of the list
  /// count too (user.github.io is an organization). Internationalized names are A-labels, as DNS has them.
  dns::Name organizational_domain(const dns::Name& name) const;

 private:
  struct List;
  std::unique_ptr<List> list_;
};

}  // namespace postern::dmarc
