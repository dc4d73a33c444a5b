#include "config/changes.hpp"

#include <algorithm>

#include "config/option.hpp"

// The table of settings says how each is written, and what is written otherwise has changed. Settings name
// files, never their secrets: all of it may be in a log.

namespace postern {

namespace {

constexpr std::size_t longest = 60;

std::string text_of(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ", ") + value;
  return text.empty() ? "none" : text;
}

/// "max-sessions", and ": 2000 -> 100" behind whoever it is of.
struct Change {
  std::string setting;
  std::string how;
  std::vector<std::string> listeners;  ///< none for a setting of the process
};

std::string how(const std::string& before, const std::string& after) {
  return before.size() + after.size() <= longest ? ": " + before + " -> " + after : "";
}

std::vector<Change> compare(const Draft& before, const Draft& after, bool of_process) {
  std::vector<Change> changes;
  for (const auto& option : options()) {
    if (option.is_of_process != of_process || option.get(before) == option.get(after)) continue;
    changes.push_back({option.name, how(text_of(option.get(before)), text_of(option.get(after))), {}});
  }
  return changes;
}

Draft draft_of(const ListenerConfig& listener) {
  return {.process = {}, .listener = listener, .listen = {}};
}

std::vector<Change> compare(const ListenerConfig& before, const ListenerConfig& after) {
  auto changes = compare(draft_of(before), draft_of(after), false);
  if (before.policy.rules != after.policy.rules) {
    changes.push_back({"[[policy.rule]]", "", {}});
  }
  return changes;
}

/// To those of other listeners.
void add(std::vector<Change>& all, Change change, const std::string& listener) {
  const auto same = std::ranges::find_if(all, [&](const Change& known) {
    return !known.listeners.empty() && known.setting == change.setting && known.how == change.how;
  });
  if (same != all.end()) {
    same->listeners.push_back(listener);
  } else {
    change.listeners.push_back(listener);
    all.push_back(std::move(change));
  }
}

}  // namespace

std::vector<std::string> changes_between(const Configuration& before, const Configuration& after) {
  auto all = compare({.process = before.process, .listener = {}, .listen = {}},
                     {.process = after.process, .listener = {}, .listen = {}}, true);
  for (const auto& listener : after.listeners) {
    const auto was = std::ranges::find(before.listeners, listener.listen, &ListenerConfig::listen);
    if (was == before.listeners.end()) continue;
    for (auto& change : compare(*was, listener)) add(all, std::move(change), net::format(listener.listen));
  }
  std::vector<std::string> lines;
  for (const auto& [setting, values, listeners] : all) {
    lines.push_back(setting + (listeners.empty() ? "" : " of " + text_of(listeners)) + values);
  }
  return lines;
}

}  // namespace postern
