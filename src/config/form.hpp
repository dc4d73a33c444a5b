#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ip_address.hpp"
#include "config/listener_config.hpp"
#include "dns/stub_resolver.hpp"

namespace postern {

/// How a value is written in TOML. Durations are strings such as "5m" or integers of seconds, sizes strings
/// such as "100M" or integers of octets.
enum class Kind : std::uint8_t { text, number, boolean, duration, size };

/// How the text of a value becomes a T, and back: parse(format(value)) is the value.
template <class T>
struct Form {
  Kind kind;
  std::string expects;  ///< what would have been right: completes "give ..."
  std::function<std::optional<T>(const std::string&)> parse;
  std::function<std::string(const T&)> format;
  /// What stands for a value in `--help`: `NETWORK`, `FILE`, or all there are, as `off|may|require`. Shells
  /// complete by it.
  std::string placeholder = "VALUE";
  /// Where the text has paths: the same text with each that is relative taken from a directory.
  std::function<std::string(const std::string& text, const std::string& directory)> rebase = {};
};

Form<std::uint64_t> number_form(std::uint64_t least, std::uint64_t most);
/// 1024 octets are 1K.
Form<std::uint64_t> size_form(std::uint64_t least, std::uint64_t most);
Form<std::chrono::seconds> duration_form(std::chrono::seconds least, std::chrono::seconds most);
Form<bool> boolean_form();
Form<std::string> path_form();
Form<std::string> directory_form();
/// One word without surprises: a host name, an Authentication-Results identifier, a user.
Form<std::string> name_form(std::string expects, std::string placeholder = "NAME");
Form<std::string> log_level_form();
Form<std::string> extension_form();
Form<net::Endpoint> listen_form();
Form<UpstreamServer> upstream_form();
Form<dns::Server> dns_server_form();
Form<base::Network> network_form();
/// An authserv-id, or with a dot before it all names below a domain.
Form<std::string> authserv_id_form();
Form<CertificateFiles> certificate_form();
Form<std::optional<mode_t>> file_mode_form();

/// One of some words, each for a value.
template <class T>
Form<T> choice_form(std::vector<std::pair<std::string, T>> words) {
  std::string expects;
  std::string placeholder;
  for (std::size_t i = 0; i < words.size(); ++i) {
    expects += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i].first;
    placeholder += (i == 0 ? "" : "|") + words[i].first;
  }
  const auto parse = [words](const std::string& text) -> std::optional<T> {
    for (const auto& [word, value] : words) {
      if (word == text) return value;
    }
    return std::nullopt;
  };
  const auto format = [words](const T& wanted) {
    for (const auto& [word, value] : words) {
      if (value == wanted) return word;
    }
    return std::string();
  };
  return {Kind::text, std::move(expects), parse, format, std::move(placeholder)};
}

/// Whether `text` may stand for a host in a greeting.
bool is_host_word(std::string_view text);

}  // namespace postern
