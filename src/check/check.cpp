#include <asio/thread_pool.hpp>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "base/ascii.hpp"
#include "check/dated_world.hpp"
#include "check/explain.hpp"
#include "check/facts.hpp"
#include "check/json.hpp"
#include "check/record.hpp"
#include "check/report.hpp"
#include "check/setup.hpp"
#include "check/tally.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "net/real_world.hpp"
#include "net/task_group.hpp"
#include "server/dns_source.hpp"

// The same engine, by hand: messages from files instead of a client, their facts from the command line, and
// what would be done told instead of done.

namespace postern {

namespace {

/// The exit status when not all of the work could be done.
constexpr int failed = 1;

/// The one that stands for a decision; 1 and 2 are for what went wrong.
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
  return failed;
}

/// The same rules where the sender is not known, and nothing may be said of it.
Gate without_sender(const Gate& gate) {
  auto copy = gate;
  copy.config.checks.spf = false;
  copy.config.checks.aligned_from = false;
  copy.config.checks.return_mx = false;
  return copy;
}

std::vector<std::string> all_files(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (const auto& argument : arguments) {
    for (auto& file : message_files(argument)) files.push_back(std::move(file));
  }
  return files;
}

/// 0 where it cannot be known: of the standard input, and of what is missing.
std::uint64_t size_of(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

std::size_t total_size(const std::vector<std::string>& files) {
  std::size_t total = 0;
  for (const auto& file : files) total += size_of(file);
  return total;
}

/// One message after the other, over one DNS cache.
class Checker {
 public:
  Checker(net::World& world, const CheckCommand& command, const CheckSetup& setup)
      : command_(command),
        setup_(setup),
        senderless_(without_sender(*setup.gate)),
        world_(world, command.at),
        dns_(world_, setup.dns, setup.zone),
        files_(all_files(command.files)),
        is_many_(files_.size() > 1) {}

  asio::awaitable<void> check_all() {
    for (const auto& path : files_) {
      try {
        co_await check_file(path);
      } catch (const UnreadableFile& error) {
        complain(error.what());
        is_complete_ = false;
      }
      passed_ += size_of(path);
    }
    progress_.erase();
    if (tally_.messages() == 0 && is_complete_)
      throw std::runtime_error("there is no message in " + command_.files.front());
    if (is_many_ && !command_.json) {
      std::cout << '\n';
      tally_.print(std::cout);
      require_output();
    }
    record_.write(command_.files.front(), world_.wall_time());
  }

  /// Whatever became of it, no question outlives the checking.
  asio::awaitable<void> stop() { co_await dns_.stop(); }
  int status() const { return is_complete_ ? status_of(worst_) : failed; }

 private:
  asio::awaitable<void> check_file(const std::string& path) {
    MessageFile file(path);
    is_many_ = is_many_ || file.is_mbox();
    auto message = file.next();
    if (!message && is_many_) complain("there is no message in " + path);
    for (; message; message = file.next()) {
      co_await check(*message);
      require_output();
      show_progress(file);
    }
  }

  /// Whoever reads may have gone away, and a whole Maildir is to come.
  static void require_output() {
    if (!std::cout.flush()) throw std::runtime_error("cannot write the standard output");
  }

  void complain(const std::string& text) {
    progress_.erase();
    std::cerr << "postern: " << escape_sentence(text) << std::endl;
  }

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
    remark(message);
    if (command_.explain || command_.json) message.signatures = stories_of(message);
    record_.add(message.dns);
    tally_.add(message.inspection, message.facts.notes);
    tell(message);
  }

  /// What can only be said once the message was looked at.
  static void remark(CheckedMessage& message) {
    auto& remarks = message.facts.remarks;
    auto unknown = why_dmarc_is_unknown(message.facts, message.inspection);
    if (!unknown.empty()) remarks.push_back(std::move(unknown));
    if (message.facts.arrival.client.address) return;
    const auto hint = received_hint(message.inspection.header);
    if (!hint.empty()) remarks.push_back("the topmost Received says: " + hint);
  }

  static std::vector<SignatureStory> stories_of(const CheckedMessage& message) {
    if (!message.verdict().dkim) return {};
    return signature_stories(*message.verdict().dkim, message.inspection.header, message.inspection.body,
                             message.dns);
  }

  void tell(const CheckedMessage& message) {
    worst_ = std::max(worst_, worst_action(message.inspection));
    progress_.erase();
    if (command_.json) {
      std::cout << format_json(message) << std::endl;
      return;
    }
    if (is_many_ && !command_.explain && !command_.verbose)
      return report_in_a_line(std::cout, message.name, message.inspection, styles_);
    if (is_many_) {
      std::cout << '\n' << styles_.bold << base::escape_controls(message.name) << styles_.reset << '\n';
    }
    report(std::cout, message.inspection, message.facts, styles_);
    if (!command_.explain) return;
    Story story(std::cout, styles_);
    explain(story, message, command_.verbose);
  }

  void show_progress(const MessageFile& file) {
    if (!is_many_) return;
    const auto done = static_cast<std::size_t>(passed_ + file.position());
    progress_.advance(done - shown_);
    shown_ = done;
  }

  const CheckCommand& command_;
  const CheckSetup& setup_;
  const Gate senderless_;
  DatedWorld world_;
  DnsSource dns_;
  dmarc::PublicSuffixes suffixes_;
  Styles styles_ = styles_for(STDOUT_FILENO);
  Action worst_ = Action::accept;
  bool is_complete_ = true;  // all files could be read
  std::vector<std::string> files_;
  bool is_many_;  // messages, perhaps
  CheckTally tally_;
  CheckRecord record_{command_.record};
  ProgressBar progress_{"checking", total_size(files_)};
  std::uint64_t passed_ = 0;  // octets of files that are done
  std::size_t shown_ = 0;
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
  return checker.status();
}

}  // namespace

int check(const CheckCommand& command) {
  try {
    return run(command, make_check_setup(command));
  } catch (const UsageError& error) {
    std::cerr << "postern: " << escape_sentence(error.what()) << '\n';
    return usage_error;
  }
}

}  // namespace postern
