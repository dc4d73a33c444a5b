// Without the public suffix list, likely alignment is a guess: both domains have the last two labels in
// common. Where that is wrong ("co.uk"), it changes nothing but the order.

#include "dkim/candidates.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

#include "mail/author.hpp"

namespace postern::dkim {
namespace {

std::string_view last_two_labels(std::string_view domain) {
  const auto last = domain.rfind('.');
  if (last == domain.npos || last == 0) return domain;
  const auto before = domain.rfind('.', last - 1);
  return before == domain.npos ? domain : domain.substr(before + 1);
}

using Endings = std::set<std::string, std::less<>>;

Endings endings_of_authors(const mail::HeaderBlock& from) {
  Endings endings;
  const auto authors = mail::author_domains(from);
  for (const auto& domain : authors.domains) endings.emplace(last_two_labels(domain));
  return endings;
}

enum class Rank : std::uint8_t { aligned, other, broken, repeated };

Rank rank_of(const Candidate& candidate, const Endings& authors) {
  if (candidate.original != candidate.number) return Rank::repeated;
  if (candidate.field.is_decided()) return Rank::broken;
  return authors.contains(last_two_labels(candidate.field.domain.text())) ? Rank::aligned : Rank::other;
}

}  // namespace

void Candidates::add(const mail::HeaderField& field, std::size_t number) {
  if (field.is("From")) from_.append(field);
  if (!field.is("DKIM-Signature")) return;
  const auto original = numbers_.try_emplace(std::string(field.raw()), number).first->second;
  signatures_.push_back({parse_signature_field(field.body()), number, original});
}

std::vector<Candidate> Candidates::choose(std::size_t max) const {
  if (signatures_.size() <= max) return signatures_;
  const auto authors = endings_of_authors(from_);
  std::vector<std::pair<Rank, std::size_t>> order;
  for (std::size_t index = 0; index < signatures_.size(); ++index)
    order.emplace_back(rank_of(signatures_[index], authors), index);
  std::ranges::sort(order);
  order.resize(max);
  std::ranges::sort(order, {}, &std::pair<Rank, std::size_t>::second);
  std::vector<Candidate> chosen;
  for (const auto& [rank, index] : order) chosen.push_back(signatures_[index]);
  return chosen;
}

}  // namespace postern::dkim
