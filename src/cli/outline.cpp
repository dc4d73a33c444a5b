#include "cli/outline.hpp"

#include "base/ascii.hpp"

namespace postern {

namespace {

void append(const OutlineCommand& command, const std::string& before, std::vector<CalledCommand>& all) {
  const auto path = before + (before.empty() ? "" : " ") + command.name;
  all.push_back({path, &command});
  for (const auto& below : command.commands) append(below, path, all);
}

}  // namespace

ValueKind kind_of(const OutlineOption& option) {
  const auto& value = option.value;
  if (value.empty()) return ValueKind::none;
  if (value.find('|') != value.npos) return ValueKind::choice;
  if (value.starts_with("FILE")) return ValueKind::file;
  return value.starts_with("DIRECTORY") ? ValueKind::directory : ValueKind::other;
}

std::vector<std::string> choices_of(const OutlineOption& option) {
  std::vector<std::string> words;
  if (kind_of(option) != ValueKind::choice) return words;
  for (const auto word : base::split(option.value, '|')) words.emplace_back(word);
  return words;
}

OutlineOption readable(OutlineOption option) {
  constexpr std::size_t most_octets = 50;
  if (option.value.size() <= most_octets) return option;
  const char* separator = ": ";
  for (const auto& word : choices_of(option)) {
    option.help += separator + word;
    separator = ", ";
  }
  option.value = "WORD";
  return option;
}

std::vector<CalledCommand> flatten(const OutlineCommand& root) {
  std::vector<CalledCommand> all;
  append(root, "", all);
  return all;
}

}  // namespace postern
