#include "config/option.hpp"

#include <algorithm>
#include <thread>

#include "base/ascii.hpp"
#include "config/setting.hpp"

namespace postern {

namespace {

std::string join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const auto& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

void add(std::vector<Option>& table, const std::string& group, std::vector<Option> more) {
  const auto unsaid = default_draft();
  for (auto& option : more) {
    option.group = group;
    if (option.default_text.empty()) option.default_text = join(option.get(unsaid));
    table.push_back(std::move(option));
  }
}

std::vector<Option> make_table() {
  std::vector<Option> table;
  add(table, "Where mail comes in", place_options());
  add(table, "Who we are", identity_options());
  add(table, "Where mail goes", upstream_options());
  add(table, "TLS with clients", tls_options());
  add(table, "Whom we trust", trust_options());
  add(table, "Checks", check_options());
  add(table, "Policy", policy_options());
  add(table, "Limits of a listener", limit_options());
  add(table, "Limits of the process", load_options());
  add(table, "Times", time_options());
  add(table, "The process", process_options());
  return table;
}

}  // namespace

Draft default_draft() {
  Draft draft;
  draft.process.threads = std::max(1U, std::thread::hardware_concurrency());
  draft.listener.trust.local = usual_local_networks();
  draft.listener.trusted_proxies = {*base::Network::parse("127.0.0.0/8"), *base::Network::parse("::1")};
  return draft;
}

Option Option::by_default(std::string text) && {
  default_text = std::move(text);
  return std::move(*this);
}

Option Option::until_restart() && {
  needs_restart = true;
  return std::move(*this);
}

Option Option::or_none() && {
  expects += ", or none";
  may_be_none = true;
  return std::move(*this);
}

Option Option::never_empty() && {
  needs_value = true;
  return std::move(*this);
}

std::span<const Option> options() {
  static const auto table = make_table();
  return table;
}

const Option* find_option(std::string_view name) {
  const auto found = std::ranges::find(options(), name, &Option::name);
  return found == options().end() ? nullptr : &*found;
}

std::span<const std::string> option_names() {
  static const auto names = [] {
    std::vector<std::string> all;
    for (const auto& option : options()) all.push_back(option.name);
    return all;
  }();
  return names;
}

std::string flag_of(const Option& option) {
  return "--" + option.name;
}

std::string variable_of(const Option& option) {
  auto name = "POSTERN_" + base::to_upper(option.name);
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string format_reference() {
  std::string text;
  std::string group;
  for (const auto& option : options()) {
    if (option.group != group) {
      group = option.group;
      text += "\n### " + group + "\n\n| Setting | Meaning | Value | Default |\n|---|---|---|---|\n";
    }
    const auto marks = std::string(option.is_list ? "; a list" : "") +
                       (option.is_of_process ? "; of the process" : "") +
                       (option.needs_restart ? "; at a restart" : "");
    text += "| `" + option.name + "` | " + option.help + " | " + option.expects + marks + " | " +
            option.default_text + " |\n";
  }
  return text;
}

}  // namespace postern
