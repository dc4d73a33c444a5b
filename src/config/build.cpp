#include "config/build.hpp"

#include <unistd.h>

#include <algorithm>

#include "config/check.hpp"

namespace postern {

namespace {

struct Layer {
  Draft draft;
  BuiltConfig::Origins origins;

  void put(const std::vector<Assignment>& assignments) {
    for (const auto& assignment : assignments) {
      assignment.option->set(draft, assignment.values);
      origins[assignment.option->name] = assignment.origin;
    }
  }
};

/// One listener for each place the layer names.
void expand(Layer layer, BuiltConfig& built) {
  auto& config = layer.draft.listener;
  if (config.hostname.empty()) config.hostname = own_hostname();
  if (config.authserv_id.empty()) config.authserv_id = config.hostname;
  for (const auto& endpoint : layer.draft.listen) {
    config.listen = endpoint;
    built.configuration.listeners.push_back(config);
    built.origins.push_back(layer.origins);
  }
}

void assume(const std::vector<Assignment>& assumed, ConfigFile& file) {
  for (const auto& assignment : assumed) {
    const bool is_said = std::ranges::any_of(
        file.defaults, [&assignment](const Assignment& said) { return said.option == assignment.option; });
    const bool is_elsewhere = assignment.option->name == "listen" && !file.listeners.empty();
    if (!is_said && !is_elsewhere) file.defaults.push_back(assignment);
  }
}

}  // namespace

std::string own_hostname() {
  char name[256] = "localhost";
  gethostname(name, sizeof name - 1);
  return is_host_word(name) ? name : "localhost";
}

Origin BuiltConfig::origin_of(std::size_t listener, std::string_view setting) const {
  const auto& known = origins[listener];
  auto found = known.find(setting);
  if (found == known.end()) found = known.find("listen");
  return found == known.end() ? Origin{} : found->second;
}

BuiltConfig build_config(const ConfigFile& file, const std::vector<Assignment>& given, Problems& problems) {
  BuiltConfig built;
  Layer top{default_draft(), {}};
  top.draft.listener.policy.rules = file.rules;
  top.put(file.defaults);
  const auto says_listen = [](const Assignment& one) { return one.option->name == "listen"; };
  const bool only_given = std::ranges::any_of(given, says_listen);
  if (!only_given) {
    for (const auto& table : file.listeners) {
      auto listener = top;
      listener.draft.listen.clear();
      listener.origins["listen"] = table.origin;
      listener.put(table.assignments);
      if (listener.draft.listen.empty())
        add_error(problems, table.origin, "this listener does not say where to listen");
      listener.put(given);
      expand(std::move(listener), built);
    }
  }
  top.put(given);
  expand(top, built);
  built.configuration.process = top.draft.process;
  built.defaults = std::move(top.draft);
  return built;
}

BuiltConfig load_config(const ConfigSources& sources, Problems& problems) {
  auto file = sources.file.empty() ? ConfigFile{} : read_config_file(sources.file, problems);
  assume(sources.assumed, file);
  auto built = build_config(file, sources.given, problems);
  // What does not fit together may be a consequence of what could not be read.
  if (!has_errors(problems)) check_config(built, problems);
  return built;
}

}  // namespace postern
