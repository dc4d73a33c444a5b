// Without the public suffix list, likely alignment is a guess: both domains have the last two labels in
// common. Where that is wrong ("co.uk"), it changes nothing but the order.

#include "dkim/candidates.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/idna.hpp"

namespace postern::dkim {
namespace {

std::string_view last_two_labels(std::string_view domain) {
  const auto last = domain.rfind('.');
  if (last == domain.npos || last == 0) return domain;
  const auto before = domain.rfind('.', last - 1);
  return before == domain.npos ? domain : domain.substr(before + 1);
}

bool is_of_domain(char c) {
  return base::is_alnum(c) || c == '-' || c == '.' || c == '_' || static_cast<unsigned char>(c) > 127;
}

using Endings = std::set<std::string, std::less<>>;

// Of whatever stands behind an "@".
void add_endings(Endings& endings, base::ScannerView text) {
  while (!text.at_end()) {
    text.take_while([](char c) { return c != '@'; });
    text.take('@');
    const auto domain = mail::to_ascii(text.take_while(is_of_domain));
    if (domain) endings.emplace(last_two_labels(*domain));
  }
}

enum class Rank : std::uint8_t { aligned, other, broken, repeated };

Rank rank_of(const Candidate& candidate, const Endings& authors) {
  if (candidate.original != candidate.number) return Rank::repeated;
  if (candidate.field.is_decided()) return Rank::broken;
  return authors.contains(last_two_labels(candidate.field.domain.text())) ? Rank::aligned : Rank::other;
}

}  // namespace

void Candidates::add(const mail::HeaderField& field, std::size_t number) {
  if (field.is("From")) add_endings(authors_, base::ScannerView(field.body()));
  if (!field.is("DKIM-Signature")) return;
  const auto original = numbers_.try_emplace(std::string(field.raw()), number).first->second;
  signatures_.push_back({parse_signature_field(field.body()), number, original});
}

std::vector<Candidate> Candidates::choose(std::size_t max) const {
  if (signatures_.size() <= max) return signatures_;
  std::vector<std::pair<Rank, std::size_t>> order;
  for (std::size_t index = 0; index < signatures_.size(); ++index)
    order.emplace_back(rank_of(signatures_[index], authors_), index);
  std::ranges::sort(order);
  order.resize(max);
  std::ranges::sort(order, {}, &std::pair<Rank, std::size_t>::second);
  std::vector<Candidate> chosen;
  for (const auto& [rank, index] : order) chosen.push_back(signatures_[index]);
  return chosen;
}

}  // namespace postern::dkim
