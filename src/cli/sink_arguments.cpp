#include "cli/parts.hpp"

namespace postern {

CLI::Validator require_endpoint() {
  return require([](const std::string& text) { return net::Endpoint::parse(text).has_value(); },
                 "give HOST:PORT, [IPV6]:PORT or unix:/PATH");
}

void SinkArguments::define(CLI::App& app) {
  app.add_option("--listen", listen_, "where to accept SMTP")
      ->required()
      ->type_name("ENDPOINT")
      ->check(require_endpoint());
  app.add_option("--directory", command_.directory,
                 "store each message there in a file of its own, instead of printing it")
      ->check(CLI::ExistingDirectory);
  app.add_flag_callback(
      "--lmtp", [this] { command_.protocol = smtp::Protocol::lmtp; }, "speak LMTP instead of SMTP");
  app.footer(
      "Examples:\n"
      "  postern sink --listen 127.0.0.1:10026\n"
      "  postern sink --listen 127.0.0.1:10026 --directory /tmp/mail");
}

SinkCommand SinkArguments::command() const {
  auto command = command_;
  command.listen = *net::Endpoint::parse(listen_);
  return command;
}

}  // namespace postern
