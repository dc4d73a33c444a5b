#include "config/form.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "mail/idna.hpp"
#include "server/log.hpp"

// Every form is a pair of functions and half a sentence, so that a wrong value costs its author one sentence,
// wherever it was written.

namespace postern {

namespace {

/// A letter after a number, and how much it stands for.
struct Unit {
  char letter;
  std::uint64_t worth;
};

constexpr std::array<Unit, 4> times{{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};
constexpr std::array<Unit, 3> sizes{{{'G', 1ull << 30}, {'M', 1ull << 20}, {'K', 1ull << 10}}};

template <class Units>
std::optional<std::uint64_t> parse_with_unit(std::string_view text, const Units& units) {
  std::uint64_t worth = 1;
  for (const auto& unit : units) {
    if (!text.ends_with(unit.letter)) continue;
    worth = unit.worth;
    text.remove_suffix(1);
    break;
  }
  const auto number = base::parse_decimal(text);
  if (!number || *number > UINT64_MAX / worth) return std::nullopt;
  return *number * worth;
}

/// In the largest unit that leaves no remainder.
template <class Units>
std::string format_with_unit(std::uint64_t value, const Units& units) {
  for (const auto& unit : units) {
    if (value >= unit.worth && value % unit.worth == 0) {
      return std::to_string(value / unit.worth) + unit.letter;
    }
  }
  return std::to_string(value);
}

template <class T>
std::optional<T> within(std::optional<T> value, T least, T most) {
  if (!value || *value < least || *value > most) return std::nullopt;
  return value;
}

}  // namespace

Form<std::uint64_t> number_form(std::uint64_t least, std::uint64_t most) {
  return {Kind::number, "a number from " + std::to_string(least) + " to " + std::to_string(most),
          [=](const std::string& text) -> std::optional<std::uint64_t> {
            return within(std::optional<std::uint64_t>(base::parse_decimal(text)), least, most);
          },
          [](const std::uint64_t& value) { return std::to_string(value); }, "NUMBER"};
}

Form<std::uint64_t> size_form(std::uint64_t least, std::uint64_t most) {
  return {Kind::size,
          "a size from " + format_with_unit(least, sizes) + " to " + format_with_unit(most, sizes) +
              ", such as 100M, or a number of octets",
          [=](const std::string& text) { return within(parse_with_unit(text, sizes), least, most); },
          [](const std::uint64_t& value) { return format_with_unit(value, sizes); }, "SIZE"};
}

Form<std::chrono::seconds> duration_form(std::chrono::seconds least, std::chrono::seconds most) {
  const auto format = [](const std::chrono::seconds& time) {
    return format_with_unit(static_cast<std::uint64_t>(time.count()), times);
  };
  const auto parse = [=](const std::string& text) -> std::optional<std::chrono::seconds> {
    const auto count = parse_with_unit(text, times);
    if (!count || *count > static_cast<std::uint64_t>(most.count())) return std::nullopt;
    return within(std::optional(std::chrono::seconds(*count)), least, most);
  };
  return {
      Kind::duration,
      "a time from " + format(least) + " to " + format(most) + ", such as 90s or 5m, or a number of seconds",
      parse, format, "TIME"};
}

Form<bool> boolean_form() {
  auto words = choice_form<bool>({{"true", true}, {"false", false}});
  words.kind = Kind::boolean;
  return words;
}

namespace {

std::string rebase_path(const std::string& path, const std::string& directory) {
  if (path.empty() || path.starts_with('/') || directory.empty()) return path;
  return directory + (directory.ends_with('/') ? "" : "/") + path;
}

}  // namespace

Form<std::string> path_form() {
  const auto parse = [](const std::string& text) -> std::optional<std::string> {
    if (text.empty() || std::ranges::any_of(text, base::is_control)) return std::nullopt;
    return text;
  };
  return {Kind::text, "a path", parse, std::identity{}, "FILE", rebase_path};
}

Form<std::string> directory_form() {
  auto form = path_form();
  form.placeholder = "DIRECTORY";
  return form;
}

bool is_host_word(std::string_view text) {
  const auto is_part = [](char c) {
    return base::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == ':';
  };
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, is_part);
}

Form<std::string> name_form(std::string expects, std::string placeholder) {
  const auto parse = [](const std::string& text) {
    return is_host_word(text) ? std::optional(text) : std::nullopt;
  };
  return {Kind::text, std::move(expects), parse, std::identity{}, std::move(placeholder)};
}

Form<std::string> log_level_form() {
  const auto parse = [](const std::string& text) {
    return is_log_level(text) ? std::optional(text) : std::nullopt;
  };
  return {Kind::text, "debug, info, warning, error or off", parse, std::identity{},
          "debug|info|warning|error|off"};
}

Form<std::string> extension_form() {
  constexpr std::array<std::string_view, 17> known{
      "8BITMIME",      "AUTH",    "BINARYMIME",  "CHUNKING",   "DELIVERBY",  "DSN",  "ENHANCEDSTATUSCODES",
      "FUTURERELEASE", "LIMITS",  "MT-PRIORITY", "PIPELINING", "REQUIRETLS", "SIZE", "SMTPUTF8",
      "STARTTLS",      "XCLIENT", "XFORWARD"};
  std::string expects = "one of";
  std::string placeholder;
  for (const auto word : known) {
    expects += " " + std::string(word);
    placeholder += (placeholder.empty() ? "" : "|") + std::string(word);
  }
  const auto parse = [=](const std::string& text) -> std::optional<std::string> {
    const auto upper = base::to_upper(text);
    if (std::ranges::find(known, upper) == known.end()) return std::nullopt;
    return upper;
  };
  return {Kind::text, std::move(expects), parse, std::identity{}, std::move(placeholder)};
}

Form<net::Endpoint> listen_form() {
  return {Kind::text, "HOST:PORT, [IPV6]:PORT, *:PORT or unix:/PATH", net::Endpoint::parse_to_listen,
          [](const net::Endpoint& endpoint) { return net::format(endpoint); }, "ENDPOINT"};
}

Form<UpstreamServer> upstream_form() {
  const auto parse = [](const std::string& text) -> std::optional<UpstreamServer> {
    const auto blank = text.find(' ');
    const auto priority = blank == text.npos ? 0 : base::parse_decimal(text.substr(0, blank));
    const auto endpoint = net::Endpoint::parse(blank == text.npos ? text : text.substr(blank + 1));
    if (!endpoint || !priority || *priority > 65535) return std::nullopt;
    return UpstreamServer{*endpoint, static_cast<unsigned>(*priority)};
  };
  const auto format = [](const UpstreamServer& server) {
    const auto priority = server.priority == 0 ? "" : std::to_string(server.priority) + " ";
    return priority + net::format(server.endpoint);
  };
  return {Kind::text, "HOST:PORT, [IPV6]:PORT or unix:/PATH, after a priority if there are several", parse,
          format, "ENDPOINT"};
}

Form<dns::Server> dns_server_form() {
  const auto parse = [](const std::string& text) -> std::optional<dns::Server> {
    const auto bare = base::IpAddress::parse(text);
    if (bare) return dns::Server{.address = *bare};
    const auto endpoint = net::Endpoint::parse(text, 53);
    if (!endpoint || endpoint->is_unix()) return std::nullopt;
    const auto address = base::IpAddress::parse(endpoint->host);
    if (!address) return std::nullopt;
    return dns::Server{.address = *address, .port = endpoint->port};
  };
  const auto format = [](const dns::Server& server) {
    return net::format(net::Endpoint{.host = base::format(server.address), .port = server.port, .path = ""});
  };
  return {Kind::text,
          "the address of a name server, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53", parse,
          format, "ADDRESS"};
}

Form<base::Network> network_form() {
  const auto format = [](const base::Network& network) {
    return base::format(network.address) + "/" + std::to_string(network.prefix);
  };
  return {Kind::text, "an address or a network, such as 192.0.2.0/24", base::Network::parse, format,
          "NETWORK"};
}

Form<std::string> authserv_id_form() {
  const auto parse = [](const std::string& text) -> std::optional<std::string> {
    const auto name = std::string_view(text).substr(text.starts_with('.') ? 1 : 0);
    return mail::to_ascii(name) ? std::optional(text) : std::nullopt;
  };
  return {Kind::text, "an identifier such as mx.example.org, or .example.org for every name below it", parse,
          std::identity{}, "ID"};
}

Form<CertificateFiles> certificate_form() {
  const auto parse = [](const std::string& text) -> std::optional<CertificateFiles> {
    const auto colon = text.find(':');
    if (text.empty() || colon == 0 || colon + 1 == text.size()) return std::nullopt;
    return CertificateFiles{text.substr(0, colon), colon == text.npos ? "" : text.substr(colon + 1)};
  };
  const auto format = [](const CertificateFiles& files) {
    return files.key.empty() ? files.chain : files.chain + ":" + files.key;
  };
  const auto rebase = [parse, format](const std::string& text, const std::string& directory) {
    const auto files = parse(text);
    if (!files) return text;
    const auto key = files->key.empty() ? "" : rebase_path(files->key, directory);
    return format({rebase_path(files->chain, directory), key});
  };
  return {Kind::text, "CHAIN.PEM:KEY.PEM, or one file that has both", parse, format, "FILE[:FILE]", rebase};
}

Form<std::optional<mode_t>> file_mode_form() {
  using Mode = std::optional<mode_t>;
  const auto parse = [](const std::string& text) -> std::optional<Mode> {
    const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
    if (text.size() < 3 || text.size() > 4 || !std::ranges::all_of(text, is_octal)) return std::nullopt;
    const auto mode = static_cast<mode_t>(std::stoul(text, nullptr, 8));
    if (mode > 0777) return std::nullopt;
    return Mode(mode);
  };
  const auto format = [](const Mode& mode) {
    if (!mode) return std::string();
    std::string digits = "0";
    for (int shift = 6; shift >= 0; shift -= 3) digits += static_cast<char>('0' + ((*mode >> shift) & 7));
    return digits;
  };
  return {Kind::text, "permissions in octal, such as 0660", parse, format, "MODE"};
}

}  // namespace postern
