#include "look/look.hpp"

#include <unistd.h>

#include <exception>
#include <iostream>
#include <optional>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "net/real_world.hpp"
#include "net/task_group.hpp"
#include "server/dns_source.hpp"

namespace postern {

namespace {

asio::awaitable<void> look_at(const LookCommand& command, LookTools tools, LookReport& report) {
  auto looking = std::visit([&](const auto& look) { return look_at(look, tools); }, command.look);
  report = co_await std::move(looking);
}

/// The questions in flight end before the event loop does, whatever became of the look.
asio::awaitable<void> run(net::TaskGroup& looking, DnsSource& dns, std::exception_ptr& failure) {
  try {
    co_await looking.join();
  } catch (...) {
    failure = std::current_exception();
  }
  co_await dns.stop();
}

LookReport run(const LookCommand& command, net::RealWorld& world, asio::io_context& context, DnsSource& dns) {
  const dmarc::PublicSuffixes suffixes;
  LookReport report;
  std::exception_ptr failure;
  net::TaskGroup looking(world);
  looking.spawn(look_at(command, {.world = world, .resolver = dns.resolver(), .suffixes = suffixes}, report));
  net::TaskGroup main(world);
  main.spawn(run(looking, dns, failure));
  context.run();
  if (failure) std::rethrow_exception(failure);
  return report;
}

int show(const LookReport& report, bool as_json) {
  if (as_json) {
    std::cout << format_json(report);
  } else {
    print(report, std::cout, styles_for(STDOUT_FILENO), terminal_width(STDOUT_FILENO));
  }
  return exit_status(report);
}

/// Nothing when the zone file is wrong, after it has been said why.
std::unique_ptr<DnsSource> open_dns(const LookCommand& command, net::World& world) {
  try {
    return std::make_unique<DnsSource>(world, command.dns, command.zone);
  } catch (const std::runtime_error& error) {
    std::cerr << "postern: " << escape_sentence(error.what()) << '\n';
    return nullptr;
  }
}

}  // namespace

int look(const LookCommand& command) {
  asio::io_context context;
  asio::thread_pool helpers(1);
  net::RealWorld world(context, helpers);
  const auto dns = open_dns(command, world);
  if (!dns) return usage_error;
  return show(run(command, world, context, *dns), command.json);
}

}  // namespace postern
