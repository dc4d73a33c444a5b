#include "cli.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <thread>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "smtp/path.hpp"
#include "smtp/xtext.hpp"
#include "version.hpp"

// Every value is checked by a validator that returns what would have been right, so that a wrong one costs
// its user one sentence and exit status 2.

namespace postern {

namespace {

constexpr int usage_error = 2;
constexpr auto endpoint_forms = "give HOST:PORT, [IPV6]:PORT or unix:/PATH";

std::string complaint(const std::string& value, std::string_view right) {
  return "'" + base::escape_controls(value) + "' is not valid: " + std::string(right);
}

/// A validator from a predicate and what would be right.
template <class Predicate>
CLI::Validator require(Predicate is_right, std::string right) {
  return {[is_right, right](std::string& value) {
            return is_right(value) ? std::string() : complaint(value, right);
          },
          ""};
}

CLI::Validator number_between(unsigned least, unsigned most) {
  const auto is_right = [least, most](const std::string& text) {
    const auto number = base::parse_decimal(text);
    return number && *number >= least && *number <= most;
  };
  return require(is_right, "give a number from " + std::to_string(least) + " to " + std::to_string(most));
}

bool is_endpoint(const std::string& text) {
  return net::Endpoint::parse(text).has_value();
}

std::optional<dns::Server> parse_server(const std::string& text) {
  const auto bare = base::IpAddress::parse(text);
  if (bare) return dns::Server{.address = *bare};
  const auto endpoint = net::Endpoint::parse(text, 53);
  if (!endpoint || endpoint->is_unix()) return std::nullopt;
  const auto address = base::IpAddress::parse(endpoint->host);
  if (!address) return std::nullopt;
  return dns::Server{.address = *address, .port = endpoint->port};
}

/// An Authentication-Results identifier or a host name in a greeting: one word without surprises.
bool is_host_word(const std::string& text) {
  const auto is_part = [](char c) {
    return base::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == ':';
  };
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, is_part);
}

std::string own_hostname() {
  char name[256] = "localhost";
  gethostname(name, sizeof name - 1);
  return is_host_word(name) ? name : "localhost";
}

/// The texts of the options of `serve`, before they become values.
struct ServeTexts {
  std::vector<std::string> listen;
  std::string upstream;
  std::vector<std::string> dns;
  std::vector<std::string> trusted_proxies{"127.0.0.0/8", "::1/128"};
  std::string queue = "before";
  unsigned final_timeout = 600;
  std::string log_format = "text";
};

template <class T>
CLI::Option* add(CLI::App& app, const std::string& name, T& value, const std::string& help) {
  std::string variable = "POSTERN_" + base::to_upper(name.substr(2));
  std::ranges::replace(variable, '-', '_');
  auto* option = app.add_option(name, value, help)->envname(variable);
  if constexpr (!std::is_arithmetic_v<T> && !std::is_same_v<T, std::string>) {
    option->delimiter(',')->allow_extra_args(false);
  }
  return option;
}

void define_serve(CLI::App& app, ServeCommand& command, ServeTexts& texts) {
  const auto endpoint = require(is_endpoint, endpoint_forms);
  add(app, "--listen", texts.listen, "where to accept SMTP; may be repeated")->required()->check(endpoint);
  add(app, "--upstream", texts.upstream, "the next server, which gets the mail")->required()->check(endpoint);
  add(app, "--dns", texts.dns,
      "a recursive name server, ADDRESS or ADDRESS:PORT; may be repeated; without it those of "
      "/etc/resolv.conf")
      ->check(require(
          [](const std::string& text) { return parse_server(text).has_value(); },
          "give the address of a name server, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53"));
  add(app, "--zone", command.zone_file, "take all DNS from this zone file: tests, demos, laptops")
      ->check(CLI::ExistingFile);
  const auto host_word = require(is_host_word, "give a host name, such as mx.example.org");
  add(app, "--hostname", command.config.hostname,
      "our name in greetings and Received; default: this machine's")
      ->check(host_word);
  add(app, "--authserv-id", command.config.authserv_id,
      "our name in Authentication-Results; default: the hostname")
      ->check(host_word);
  add(app, "--threads", command.threads, "how many threads serve sessions; default: one for each processor")
      ->check(number_between(1, 256));
  add(app, "--trusted-proxy", texts.trusted_proxies,
      "a network that may send XFORWARD; may be repeated; default: loopback")
      ->check(require([](const std::string& text) { return base::Network::parse(text).has_value(); },
                      "give an address or a network, such as 192.0.2.0/24"));
  add(app, "--queue", texts.queue, "whether we stand before or after the MTA's queue")
      ->check(require([](const std::string& text) { return text == "before" || text == "after"; },
                      "give before or after"));
  add(app, "--final-timeout", texts.final_timeout,
      "how many seconds the next server may take to answer a whole message")
      ->default_str("600")
      ->check(number_between(1, 3600));
  add(app, "--log-level", command.log_level, "the least that is logged: debug, info, warning, error or off")
      ->default_str("info")
      ->check(require([](const std::string& text) { return is_log_level(text); },
                      "give debug, info, warning, error or off"));
  add(app, "--log-format", texts.log_format, "how it is logged: text or json")
      ->check(require([](const std::string& text) { return text == "text" || text == "json"; },
                      "give text or json"));
  app.footer(
      "Every option may come from the environment instead: POSTERN_LISTEN, POSTERN_UPSTREAM, ...; lists by "
      "commas.\n\n"
      "Examples:\n"
      "  postern serve --listen 127.0.0.1:10025 --upstream 127.0.0.1:10026\n"
      "  postern serve --listen '[::1]:10025' --listen unix:/run/postern.sock --upstream mx.example.org:25\n"
      "  postern serve --listen 127.0.0.1:10025 --upstream 127.0.0.1:10026 --zone sample.zone");
}

ServeCommand complete(ServeCommand command, const ServeTexts& texts) {
  auto& config = command.config;
  for (const auto& text : texts.listen) command.listen.push_back(*net::Endpoint::parse(text));
  config.upstream.servers = {{.endpoint = *net::Endpoint::parse(texts.upstream)}};
  for (const auto& text : texts.dns) command.dns.push_back(*parse_server(text));
  for (const auto& text : texts.trusted_proxies)
    config.trusted_proxies.push_back(*base::Network::parse(text));
  if (config.hostname.empty()) config.hostname = own_hostname();
  if (config.authserv_id.empty()) config.authserv_id = config.hostname;
  config.queue = texts.queue == "before" ? Queue::before : Queue::after;
  config.time.upstream_final = std::chrono::seconds(texts.final_timeout);
  command.log_format = texts.log_format == "json" ? LogFormat::json : LogFormat::text;
  return command;
}

void define_sink(CLI::App& app, std::string& listen, SinkCommand& command) {
  app.add_option("--listen", listen, "where to accept SMTP")
      ->required()
      ->check(require(is_endpoint, endpoint_forms));
  app.add_option("--directory", command.directory,
                 "store each message there in a file of its own, instead of printing it")
      ->check(CLI::ExistingDirectory);
  app.footer(
      "Examples:\n"
      "  postern sink --listen 127.0.0.1:10026\n"
      "  postern sink --listen 127.0.0.1:10026 --directory /tmp/mail");
}

struct SendTexts {
  std::string to;
  std::string from;
  std::vector<std::string> recipients;
  std::vector<std::string> xforward;
};

/// An address as a person types it, without brackets.
std::optional<smtp::Path> parse_address(const std::string& text, smtp::PathKind kind) {
  const auto bracketed = "<" + text + ">";
  base::ScannerView in(bracketed);
  auto path = smtp::take_path(in, kind);
  if (!path || !in.at_end()) return std::nullopt;
  return std::move(*path);
}

/// NAME=value as a person types it, into the command's xtext form.
bool add_attribute(const std::string& text, smtp::Xforward& client) {
  const auto equals = text.find('=');
  if (equals == text.npos) return false;
  const auto argument = text.substr(0, equals + 1) + smtp::encode_xtext(text.substr(equals + 1));
  auto parsed = smtp::parse_xforward(argument, client);
  if (!parsed) return false;
  client = std::move(*parsed);
  return true;
}

void define_send(CLI::App& app, SendTexts& texts, SendCommand& command) {
  app.add_option("--to", texts.to, "the server")->required()->check(require(is_endpoint, endpoint_forms));
  const auto is_address = [](smtp::PathKind kind) {
    return require([kind](const std::string& text) { return parse_address(text, kind).has_value(); },
                   "give a mail address, such as alice@example.com");
  };
  app.add_option("--from", texts.from, "the sender, MAIL FROM; an empty one is <>")
      ->required()
      ->check(is_address(smtp::PathKind::reverse));
  app.add_option("--rcpt", texts.recipients, "a recipient; may be repeated")
      ->required()
      ->allow_extra_args(false)
      ->check(is_address(smtp::PathKind::forward));
  app.add_option("--helo", command.helo, "our name in EHLO; default: this machine's");
  app.add_option("--xforward", texts.xforward,
                 "speak for another client, as a proxy does: ADDR=..., HELO=..., NAME=...")
      ->allow_extra_args(false)
      ->check(require(
          [](const std::string& text) {
            smtp::Xforward ignored;
            return add_attribute(text, ignored);
          },
          "give NAME=value with NAME one of NAME ADDR PORT PROTO HELO IDENT SOURCE"));
  app.add_option("files", command.files, "messages; line ends of LF become CRLF")
      ->required()
      ->check(CLI::ExistingFile);
  app.footer(
      "Ends with 0 when every message was accepted, with 1 when not.\n\n"
      "Examples:\n"
      "  postern send --to 127.0.0.1:10025 --from a@example.com --rcpt b@example.org message.eml\n"
      "  postern send --to 127.0.0.1:10025 --from a@example.com --rcpt b@example.org \\\n"
      "      --xforward ADDR=192.0.2.1 --xforward HELO=mail.example.com message.eml");
}

bool is_subcommand(const CLI::App& app, std::string_view name) {
  const auto has_name = [name](const CLI::App* candidate) { return candidate->get_name() == name; };
  return std::ranges::any_of(app.get_subcommands([](const CLI::App*) { return true; }), has_name);
}

SendCommand complete(SendCommand command, const SendTexts& texts) {
  command.to = *net::Endpoint::parse(texts.to);
  command.from = *parse_address(texts.from, smtp::PathKind::reverse);
  for (const auto& text : texts.recipients) {
    command.recipients.push_back(*parse_address(text, smtp::PathKind::forward));
  }
  command.has_xforward = !texts.xforward.empty();
  for (const auto& text : texts.xforward) add_attribute(text, command.xforward);
  if (command.helo.empty()) command.helo = own_hostname();
  return command;
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CLI::App app("Postern: verifies who sent a mail, writes down what it found, and hands the mail on.",
               "postern");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("postern ") + version);
  app.footer("postern SUBCOMMAND --help tells more, with examples.");

  ServeCommand serve;
  serve.log_level = "info";
  serve.threads = std::max(1U, std::thread::hardware_concurrency());
  ServeTexts serve_texts;
  auto* serve_app = app.add_subcommand("serve", "Accept mail, verify it, relay it: the filter itself.");
  define_serve(*serve_app, serve, serve_texts);

  SinkCommand sink;
  std::string sink_listen;
  auto* sink_app =
      app.add_subcommand("sink", "A development upstream: accepts everything, prints or stores it.");
  define_sink(*sink_app, sink_listen, sink);

  SendCommand send;
  SendTexts send_texts;
  auto* send_app = app.add_subcommand("send", "Send messages from files over SMTP.");
  define_send(*send_app, send_texts, send);

  const std::string_view first = argc > 1 ? argv[1] : "";
  if (!first.empty() && first.front() != '-' && !is_subcommand(app, first)) {
    std::cerr << "postern: there is no subcommand '" << base::escape_controls(first)
              << "'; see postern --help\n";
    return Exit{usage_error};
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked);
    return Exit{0};
  } catch (const CLI::ParseError& error) {
    std::cerr << "postern: " << error.what() << '\n';
    return Exit{usage_error};
  }
  if (serve_app->parsed()) return complete(std::move(serve), serve_texts);
  if (send_app->parsed()) return complete(std::move(send), send_texts);
  sink.listen = *net::Endpoint::parse(sink_listen);
  return sink;
}

}  // namespace postern
