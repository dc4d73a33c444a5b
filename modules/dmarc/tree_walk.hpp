#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "dmarc/publication.hpp"
#include "dns/name.hpp"

namespace postern::dmarc {

/// No walk asks for more names than this (RFC 9989 §4.10): nobody was seen to need more, and a hostile author
/// domain may have over a hundred labels.
inline constexpr std::size_t max_walk_questions = 8;

/// What a tree walk met on its way from `start` towards the root.
struct Walk {
  dns::Name start;
  std::vector<Publication> steps;  ///< one for each name asked for, `start` first; a failure is the last

  /// Every name that counts was heard of. Without that, the organizational domain is not known.
  bool is_complete() const;
  /// What `domain` publishes; null when the walk did not come by.
  const Publication* at(const dns::Name& domain) const;
  bool operator==(const Walk&) const = default;
};

/// The walk itself (RFC 9989 §4.10), without the DNS: says which domain to ask about next, and takes what it
/// publishes. It stops at psd=y and psd=n, above the top-level domain, and at a DNS failure, behind which
/// nothing can be known.
class TreeWalk {
 public:
  /// `start` is not the root.
  explicit TreeWalk(dns::Name start);

  /// The domain whose `_dmarc` name is to be asked for; nothing when the walk has ended.
  const std::optional<dns::Name>& next() const { return next_; }
  /// What `next()` publishes.
  void feed(Publication publication);
  /// The walk as far as it came.
  const Walk& walk() const { return walk_; }

 private:
  Walk walk_;
  std::optional<dns::Name> next_;
};

/// The organizational domain of the walk's start (RFC 9989 §4.10.2); nothing when DNS trouble hides it.
std::optional<dns::Name> organizational_domain(const Walk& walk);

}  // namespace postern::dmarc
