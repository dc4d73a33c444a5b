#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/ascii.hpp"
#include "config/file_hints.hpp"
#include "config/source.hpp"
#include "config/toml_parse.hpp"
#include "policy/toml.hpp"

// toml++ knows the grammar and where everything stands; what the keys mean is in the table of options. Keys
// are flat, with the names of the flags: no [table] swallows what is written below it, and no name must be
// learnt twice. Rules are no settings, and have a reader of their own. Paths are those of the file: one that
// does not begin with a slash begins at its directory, wherever the program is started.

namespace postern {

namespace {

/// One file being read.
class Reader {
 public:
  Reader(const std::string& path, Problems& problems)
      : path_(path), directory_(std::filesystem::path(path).parent_path()), problems_(problems) {}

  ConfigFile read(const toml::table& root) {
    ConfigFile file;
    for (const auto& [key, node] : root) {
      if (key.str() == "listener") {
        read_listeners(node, file);
      } else if (key.str() == "policy") {
        file.rules = read_policy_rules(node, path_, problems_);
      } else {
        read_setting(key, node, file.defaults, false);
      }
    }
    return file;
  }

 private:
  void read_listeners(const toml::node& node, ConfigFile& file) {
    const auto* tables = node.as_array();
    if (!tables || !tables->is_homogeneous<toml::table>()) {
      return add_error(problems_, origin_of(node.source()),
                       "listener: begin each with the line [[listener]]");
    }
    for (const auto& element : *tables) {
      ConfigFile::Listener listener{.origin = origin_of(element.source()), .assignments = {}};
      for (const auto& [key, value] : *element.as_table())
        read_setting(key, value, listener.assignments, true);
      file.listeners.push_back(std::move(listener));
    }
  }

  void read_setting(const toml::key& key, const toml::node& node, std::vector<Assignment>& assignments,
                    bool in_listener) {
    const std::string name(key.str());
    const auto origin = origin_of(key.source());
    const auto* option = find_option(name);
    if (!option)
      return add_error(problems_, origin, is_table(node) ? no_such_table(name) : no_such_setting(name));
    if (in_listener && option->is_of_process) {
      return add_error(problems_, origin,
                       name + ": this is a setting of the process; put it above [[listener]]");
    }
    auto values = values_of(*option, node);
    if (!values) {
      return add_error(problems_, origin_of(node.source()),
                       name + ": this " + type_of(node) + " is not valid: give " + expected_of(*option));
    }
    if (option->rebase) {
      for (auto& value : *values) value = option->rebase(value, directory_);
    }
    assign(assignments, {option, std::move(*values), origin_of(node.source())}, problems_);
  }

  static bool is_table(const toml::node& node) { return node.is_table() || node.is_array_of_tables(); }

  static std::optional<std::vector<std::string>> values_of(const Option& option, const toml::node& node) {
    const auto* array = node.as_array();
    if (array && !option.is_list) return std::nullopt;
    std::vector<std::string> values;
    if (!array) {
      auto value = value_of(option.kind, node);
      if (!value) return std::nullopt;
      values.push_back(std::move(*value));
      return values;
    }
    for (const auto& element : *array) {
      auto value = value_of(option.kind, element);
      if (!value) return std::nullopt;
      values.push_back(std::move(*value));
    }
    return values;
  }

  static std::optional<std::string> value_of(Kind kind, const toml::node& node) {
    const bool may_be_text = kind == Kind::text || kind == Kind::duration || kind == Kind::size;
    const bool may_be_number = kind == Kind::number || kind == Kind::duration || kind == Kind::size;
    if (const auto* text = node.as_string(); text && may_be_text) return text->get();
    if (const auto* number = node.as_integer(); number && may_be_number) return std::to_string(number->get());
    if (const auto* truth = node.as_boolean(); truth && kind == Kind::boolean)
      return truth->get() ? "true" : "false";
    return std::nullopt;
  }

  static std::string type_of(const toml::node& node) {
    std::ostringstream name;
    name << node.type();
    return name.str();
  }

  static std::string expected_of(const Option& option) {
    const bool quoted = option.kind == Kind::text;
    return option.expects + (quoted ? ", in quotes" : "") + (option.is_list ? "; several as [..., ...]" : "");
  }

  Origin origin_of(const toml::source_region& region) const {
    return {.source = path_, .line = region.begin.line, .column = region.begin.column};
  }

  const std::string& path_;
  const std::string directory_;
  Problems& problems_;
};

/// In the order in which they were written.
void sort(std::vector<Assignment>& assignments) {
  const auto place = [](const Assignment& one) { return std::pair(one.origin.line, one.origin.column); };
  std::ranges::sort(assignments, {}, place);
}

}  // namespace

ConfigFile parse_config_file(std::string_view text, const std::string& path, Problems& problems) {
  const auto first = problems.size();
  const auto root = parse_toml(text, path, problems);
  if (!root) return {};
  auto file = Reader(path, problems).read(*root);
  sort(file.defaults);
  const auto place = [](const Problem& one) { return std::pair(one.origin.line, one.origin.column); };
  std::ranges::sort(problems.begin() + static_cast<std::ptrdiff_t>(first), problems.end(), {}, place);
  return file;
}

ConfigFile read_config_file(const std::string& path, Problems& problems) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    add_error(problems, {path}, "cannot read this file");
    return {};
  }
  return parse_config_file(text.str(), path, problems);
}

}  // namespace postern
