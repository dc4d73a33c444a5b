#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dmarc/alignment.hpp"
#include "dmarc/discovery.hpp"
#include "dmarc/discovery_mode.hpp"
#include "dmarc/lookups.hpp"
#include "dmarc/outcome.hpp"
#include "dmarc/public_suffix.hpp"
#include "dns/name.hpp"
#include "dns/resolver.hpp"
#include "mail/author.hpp"

namespace postern::dmarc {

/// No more author domains of one message are evaluated, the first ones. Honest mail has one, rarely two;
/// whoever names more is not evaluable, and does not pass (RFC 9989 §11.5).
inline constexpr std::size_t max_authors = 10;

/// No more identifiers of one message are walked from; only those within an author's organization need it at
/// all. One more counts as a stranger: it is not aligned.
inline constexpr std::size_t max_identifier_walks = 12;

/// The DMARC check of one message, in three steps: discover() each author when the header is known, align()
/// each when SPF and DKIM are done, then outcome(). The steps of one author do not wait for another's, so
/// that a domain with a slow DNS cannot hide what its neighbours say: run them side by side. What has not
/// been asked when outcome() is called is temperror.
///
/// Costs at most, for each author, max_walk_questions and one for np=, and max_walk_questions for each of
/// max_identifier_walks: 186 questions for a hostile message, two for an ordinary one.
class Check {
 public:
  /// `suffixes` and `resolver` outlive it, and it outlives its calls.
  Check(mail::Authors authors, DiscoveryMode mode, const PublicSuffixes& suffixes, dns::Resolver& resolver);

  /// How many authors are to be evaluated: max_authors at most.
  std::size_t author_count() const { return authors_.size(); }

  /// Finds the policy of an author. `author` is below author_count().
  asio::awaitable<void> discover(std::size_t author);
  /// Finds the organizational domains that decide whether `identifiers` are aligned with an author, after
  /// discover().
  asio::awaitable<void> align(std::size_t author, std::vector<Identifier> identifiers);

  /// The outcome for each author that is evaluated, in the order of the header.
  std::vector<Outcome> outcomes(const std::vector<Identifier>& identifiers) const;
  /// The outcome for the message: outcomes(), and what is wrong with From, by combine().
  Outcome outcome(const std::vector<Identifier>& identifiers) const;

 private:
  struct Author {
    std::string domain;
    std::optional<dns::Name> name;  ///< nothing for what cannot be asked for
    Discovery by_walk;
    Discovery by_list;
  };

  asio::awaitable<void> learn_organization(dns::Name identifier);
  Outcome outcome_of(const Author& author, const std::vector<Identifier>& identifiers) const;
  Organizations listed_organizations(const std::vector<Identifier>& identifiers) const;

  DiscoveryMode mode_;
  const PublicSuffixes& suffixes_;
  Lookups lookups_;
  std::vector<std::string> author_domains_;  ///< as From has them
  std::string problem_;                      ///< with From; empty when there is none
  std::vector<Author> authors_;
  Organizations organizations_;  ///< by the tree walk
};

}  // namespace postern::dmarc
