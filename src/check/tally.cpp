#include "check/tally.hpp"

#include <algorithm>
#include <ostream>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "check/report.hpp"

namespace postern {

namespace {

constexpr std::size_t name_width = 12;

std::string padded(std::string text) {
  text.resize(std::max(name_width, text.size() + 1), ' ');
  return text;
}

std::string text_of(const std::map<std::string, std::size_t>& counts) {
  std::string text;
  for (const auto& [word, count] : counts)
    text += (text.empty() ? "" : ", ") + word + " " + std::to_string(count);
  return text;
}

}  // namespace

void CheckTally::add(const Inspection& inspection, const std::vector<std::string>& notes) {
  ++messages_;
  const std::string decision(format(worst_action(inspection)));
  ++decisions_[decision];
  if (!inspection.is_dmarc_known) ++unknown_[decision];
  for (const auto& note : notes) ++notes_[note];
  // A message with two signatures that pass counts once.
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& result : inspection.fates.front().stamped.results)
    seen.emplace(short_name(result), result.result);
  for (const auto& [method, result] : seen) ++results_[method][result];
}

std::string CheckTally::text_of_decisions() const {
  std::string text;
  for (const auto& [decision, count] : decisions_) {
    text += (text.empty() ? "" : ", ") + decision + " " + std::to_string(count);
    const auto unknown = unknown_.find(decision);
    if (unknown != unknown_.end()) text += " (DMARC not known: " + std::to_string(unknown->second) + ")";
  }
  return text;
}

void CheckTally::print(std::ostream& out) const {
  out << padded("messages") << messages_ << '\n' << padded("decisions") << text_of_decisions() << '\n';
  for (const auto& [method, counts] : results_) out << padded(method) << text_of(counts) << '\n';
  for (const auto& [note, count] : notes_) {
    out << "note: of " << count << (count == 1 ? " message" : " messages") << ": "
        << base::escape_controls(note) << '\n';
  }
}

}  // namespace postern
