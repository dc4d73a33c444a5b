#include <asio/thread_pool.hpp>
#include <exception>
#include <iostream>

#include "check_facts.hpp"
#include "check_json.hpp"
#include "check_report.hpp"
#include "check_setup.hpp"
#include "commands.hpp"
#include "dated_world.hpp"
#include "dns_source.hpp"
#include "explain.hpp"
#include "net/real_world.hpp"
#include "net/task_group.hpp"
#include "terminal.hpp"

// The same engine, by hand: messages from files instead of a client, their facts from the command line, and
// what would be done told instead of done.

namespace postern {

namespace {

/// The exit status that stands for a decision; 1 and 2 are for what went wrong.
int status_of(Action action) {
  using enum Action;
  switch (action) {
    case accept:
      return 0;
    case quarantine:
      return 3;
    case defer:
      return 4;
    case reject:
      return 5;
  }
  return 1;
}

/// The same rules where the sender is not known, and nothing may be said of it.
Gate without_sender(const Gate& gate) {
  auto copy = gate;
  copy.config.checks.spf = false;
  copy.config.checks.aligned_from = false;
  copy.config.checks.return_mx = false;
  return copy;
}

/// One message after the other, over one DNS cache.
class Checker {
 public:
  Checker(net::World& world, const CheckCommand& command, const CheckSetup& setup)
      : command_(command),
        setup_(setup),
        senderless_(without_sender(*setup.gate)),
        world_(world, command.at),
        dns_(world_, setup.dns, setup.zone) {}

  asio::awaitable<void> check_all() {
    std::vector<std::string> files;
    for (const auto& argument : command_.files) {
      for (auto& file : message_files(argument)) files.push_back(std::move(file));
    }
    for (const auto& path : files) {
      MessageFile file(path);
      for (auto message = file.next(); message; message = file.next()) co_await check(*message);
    }
  }

  /// Whatever became of it, no question outlives the checking.
  asio::awaitable<void> stop() { co_await dns_.stop(); }
  Action worst() const { return worst_; }

 private:
  asio::awaitable<void> check(const StoredMessage& stored) {
    auto facts = facts_of(command_, stored);
    facts.notes.insert(facts.notes.end(), setup_.notes.begin(), setup_.notes.end());
    const auto& gate = facts.is_sender_known ? *setup_.gate : senderless_;
    dns::Recorder recorder(world_, dns_.resolver());
    const CheckTools tools{.world = world_, .resolver = recorder, .suffixes = suffixes_, .keeps_walk = true};
    auto inspection = co_await inspect(stored.octets, facts.arrival, gate, tools);
    CheckedMessage message{.name = stored.name,
                           .had_lf = stored.had_lf,
                           .facts = std::move(facts),
                           .inspection = std::move(inspection),
                           .dns = recorder.exchanges(),
                           .config = gate.config};
    if (command_.explain || command_.json) message.signatures = stories_of(message);
    tell(message);
  }

  static std::vector<SignatureStory> stories_of(const CheckedMessage& message) {
    if (!message.verdict().dkim) return {};
    return signature_stories(*message.verdict().dkim, message.inspection.header, message.inspection.body,
                             message.dns);
  }

  void tell(const CheckedMessage& message) {
    worst_ = std::max(worst_, worst_action(message.inspection));
    if (command_.json) {
      std::cout << format_json(message) << std::endl;
      return;
    }
    report(std::cout, message.inspection, message.facts, styles_);
    if (!command_.explain) return;
    Story story(std::cout, styles_);
    explain(story, message, command_.verbose);
  }

  const CheckCommand& command_;
  const CheckSetup& setup_;
  const Gate senderless_;
  DatedWorld world_;
  DnsSource dns_;
  dmarc::PublicSuffixes suffixes_;
  Styles styles_ = styles_for(STDOUT_FILENO);
  Action worst_ = Action::accept;
};

asio::awaitable<void> run(net::World& world, Checker& checker, std::exception_ptr& failure) {
  net::TaskGroup group(world);
  group.spawn(checker.check_all());
  try {
    co_await group.join();
  } catch (...) {
    failure = std::current_exception();
  }
  co_await checker.stop();
}

int run(const CheckCommand& command, const CheckSetup& setup) {
  asio::io_context context;
  asio::thread_pool helpers(1);
  net::RealWorld world(context, helpers);
  Checker checker(world, command, setup);
  std::exception_ptr failure;
  net::TaskGroup main(world);
  main.spawn(run(world, checker, failure));
  context.run();
  helpers.join();
  if (failure) std::rethrow_exception(failure);
  return status_of(checker.worst());
}

}  // namespace

int check(const CheckCommand& command) {
  try {
    return run(command, make_check_setup(command));
  } catch (const UsageError& error) {
    std::cerr << "postern: " << error.what() << '\n';
    return usage_error;
  }
}

}  // namespace postern
