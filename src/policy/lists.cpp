#include "policy/lists.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/ascii.hpp"
#include "config/regular_file.hpp"
#include "policy/names.hpp"

namespace postern {

namespace {

std::string_view without_comment(std::string_view line) {
  return base::trim(line.substr(0, line.find('#')));
}

[[noreturn]] void complain(const std::string& where, std::string_view text) {
  throw std::runtime_error(where + ": \"" + base::escape_controls(text) + "\" is no entry of a list: give " +
                           std::string(list_entry_forms));
}

}  // namespace

bool AccessList::add(std::string_view entry) {
  if (const auto network = base::Network::parse(entry)) return networks_.add(*network), true;
  const auto colon = entry.find(':');
  if (colon == entry.npos) return domains_.add(entry);
  const auto kind = entry.substr(0, colon);
  const auto name = entry.substr(colon + 1);
  if (kind == "helo") return helos_.add(name);
  if (kind == "dkim") return dkim_.add(name);
  if (kind == "spf") return spf_.add(name);
  return kind == "list-id" && list_ids_.add(name);
}

void AccessList::read(const std::string& path) {
  const auto file = read_regular_file(path);
  if (!file) throw std::runtime_error(file.error());
  std::size_t number = 0;
  for (const auto line : base::split(*file, '\n')) {
    ++number;
    const auto text = without_comment(line);
    if (!text.empty() && !add(text)) complain(path + ":" + std::to_string(number), text);
  }
}

std::vector<AccessList::Clue> AccessList::clues(const Verdict& verdict,
                                                const Circumstances& circumstances) const {
  std::vector<Clue> all;
  if (verdict.dkim) {
    for (const auto& signature : *verdict.dkim) {
      if (signature.result == dkim::Result::pass) all.push_back({dkim_, "dkim:", signature.domain, true});
    }
  }
  const auto sender = sender_domain(circumstances);
  const bool is_sender_right = is_sender_verified(verdict, circumstances);
  if (sender && is_sender_right) all.push_back({spf_, "spf:", *sender, true});
  if (sender) all.push_back({domains_, "", *sender, false});
  for (const auto& author : verdict.authors) {
    all.push_back({domains_, "", author, is_author_verified(verdict, author)});
  }
  all.push_back({helos_, "helo:", circumstances.helo, is_helo_verified(verdict)});
  if (verdict.list_id) all.push_back({list_ids_, "list-id:", *verdict.list_id, false});
  return all;
}

std::optional<ListMatch> AccessList::find(const Verdict& verdict, const Circumstances& circumstances) const {
  if (circumstances.client) {
    const auto network = networks_.find(*circumstances.client);
    if (network)
      return ListMatch{base::format(network->address) + "/" + std::to_string(network->prefix), true};
  }
  std::optional<ListMatch> claimed;
  for (const auto& clue : clues(verdict, circumstances)) {
    const auto found = clue.names.find(clue.name);
    if (!found) continue;
    ListMatch match{clue.prefix + *found, clue.is_verified};
    if (match.is_verified) return match;
    if (!claimed) claimed = std::move(match);
  }
  return claimed;
}

AccessList read_access_list(const std::vector<std::string>& entries, const std::string& file) {
  AccessList list;
  for (const auto& entry : entries) {
    if (!list.add(entry)) complain("allow or deny", entry);
  }
  if (!file.empty()) list.read(file);
  return list;
}

bool is_list_entry(std::string_view text) {
  return AccessList().add(text);
}

}  // namespace postern
