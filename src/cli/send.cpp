#include <algorithm>
#include <chrono>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "check/stored_message.hpp"
#include "cli/commands.hpp"
#include "net/real_world.hpp"
#include "net/task_group.hpp"
#include "upstream/envelope.hpp"
#include "upstream/message.hpp"

namespace postern {

namespace {

/// The file as a message: a file with CRLFs as it is, else every LF made one.
std::string read_message(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw std::runtime_error("cannot read " + path);
  return with_crlf(text).value_or(text);
}

bool is_8bit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 127; });
}

/// What the server said in the end, or why it said nothing.
std::string describe(const UpstreamAnswer& answer) {
  const auto* reply = std::get_if<smtp::Reply>(&answer);
  return reply ? one_line(*reply) : std::string(to_string(std::get<UpstreamFailure>(answer)));
}

bool is_reply(const UpstreamAnswer& answer, int category) {
  const auto* reply = std::get_if<smtp::Reply>(&answer);
  return reply && reply->code / 100 == category;
}

bool is_positive(const UpstreamAnswer& answer) {
  return is_reply(answer, 2);
}

/// One connection that sends one file after the other.
class Sender {
 public:
  Sender(net::World& world, const SendCommand& command, std::shared_ptr<const Gate> gate)
      : command_(command), upstream_(world, {.gate = std::move(gate)}) {}

  asio::awaitable<void> send_all() {
    auto opened = co_await upstream_.open();
    if (!is_reply(opened, 2)) {
      std::cout << "no session with " << format(command_.to) << ": " << describe(opened) << std::endl;
      co_return;
    }
    for (const auto& file : command_.files) {
      const auto message = read_message(file);
      const auto start = std::chrono::steady_clock::now();
      const auto answers = co_await send(message);
      const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
      print(file, answers, time);
      const bool accepted = std::ranges::all_of(answers, is_positive);
      if (accepted) ++accepted_;
      if (!accepted) {
        [[maybe_unused]] const auto reset = co_await upstream_.exchange(Stage::reset, "RSET");
      }
    }
    co_await upstream_.quit();
  }

  /// Whatever became of it, the connection and its deadline end with the sending.
  void abandon() { upstream_.abandon(); }
  bool all_accepted() const { return accepted_ == command_.files.size(); }

 private:
  using Answers = std::vector<UpstreamAnswer>;

  bool is_lmtp() const { return command_.protocol == smtp::Protocol::lmtp; }

  /// LMTP: a line for each recipient.
  void print(const std::string& file, const Answers& answers,
             std::chrono::duration<double, std::milli> time) {
    for (std::size_t i = 0; i < answers.size(); ++i) {
      std::cout << file << ": ";
      if (is_lmtp()) std::cout << smtp::format_path(command_.recipients[i]) << ": ";
      std::cout << describe(answers[i]) << " (" << static_cast<int>(time.count() + 0.5) << " ms)"
                << std::endl;
    }
  }

  /// What has been said last of the whole message, as it is said: once, or in LMTP of each recipient.
  Answers of_all(const UpstreamAnswer& answer) const {
    return Answers(is_lmtp() ? command_.recipients.size() : 1, answer);
  }

  /// Up to the recipients; what the server said last.
  asio::awaitable<UpstreamAnswer> begin(const std::string& message) {
    UpstreamAnswer answer;
    if (command_.has_xforward) {
      for (const auto& line : xforward_lines()) {
        answer = co_await upstream_.exchange(Stage::xforward, line);
        if (!is_positive(answer)) co_return answer;
      }
    }
    answer = co_await upstream_.exchange(Stage::mail, mail_line(message));
    co_return answer;
  }

  asio::awaitable<Answers> send(const std::string& message) {
    const auto begun = co_await begin(message);
    if (!is_positive(begun)) co_return of_all(begun);
    Answers answers;
    for (const auto& recipient : command_.recipients) {
      auto answer = co_await upstream_.exchange(Stage::rcpt, "RCPT TO:" + smtp::format_path(recipient));
      if (!is_positive(answer) && !is_lmtp()) co_return Answers{answer};
      answers.push_back(std::move(answer));
    }
    const auto accepted = static_cast<std::size_t>(std::ranges::count_if(answers, is_positive));
    if (accepted == 0) co_return answers;
    auto last = co_await transfer(message, is_lmtp() ? accepted : 1);
    if (!is_lmtp()) co_return last;
    // Of a recipient who was refused nothing more is said (RFC 2033 §4.2).
    auto next = last.begin();
    for (auto& answer : answers) {
      if (is_positive(answer)) answer = std::move(*next++);
    }
    co_return answers;
  }

  /// As many answers as are asked for.
  asio::awaitable<Answers> transfer(const std::string& message, std::size_t count) {
    const auto ready = co_await upstream_.exchange(Stage::data, "DATA");
    if (!is_reply(ready, 3)) co_return Answers(count, ready);
    UpstreamMessage outgoing(upstream_, UpstreamMessage::Form::dotted);
    co_await outgoing.write(message);
    auto answers = co_await outgoing.finish(count);
    co_return answers;
  }

  std::string mail_line(const std::string& message) const {
    const auto& extensions = upstream_.extensions();
    std::string line = "MAIL FROM:" + smtp::format_path(command_.from);
    if (extensions.offers("SIZE")) line += " SIZE=" + std::to_string(message.size());
    if (extensions.offers("8BITMIME") && is_8bit(message)) line += " BODY=8BITMIME";
    const bool utf8 =
        needs_smtputf8(command_.from) || std::ranges::any_of(command_.recipients, smtp::needs_smtputf8);
    if (extensions.offers("SMTPUTF8") && utf8) line += " SMTPUTF8";
    return line;
  }

  std::vector<std::string> xforward_lines() const {
    auto lines = smtp::format_xforward(command_.xforward, upstream_.extensions().argument("XFORWARD"));
    if (lines.empty())
      throw std::runtime_error(format(command_.to) + " does not let us speak for others: no XFORWARD");
    return lines;
  }

  const SendCommand& command_;
  Upstream upstream_;
  std::size_t accepted_ = 0;
};

asio::awaitable<void> run(net::World& world, Sender& sender, std::exception_ptr& failure) {
  net::TaskGroup group(world);
  group.spawn(sender.send_all());
  try {
    co_await group.join();
  } catch (...) {
    failure = std::current_exception();
  }
  sender.abandon();
}

}  // namespace

int send(const SendCommand& command) {
  asio::io_context context;
  asio::thread_pool helpers(1);
  net::RealWorld world(context, helpers);
  ListenerConfig config;
  config.upstream.servers = {{.endpoint = command.to}};
  config.upstream.protocol = command.protocol;
  config.hostname = command.helo;
  Sender sender(world, command, make_gate(config));
  std::exception_ptr failure;
  net::TaskGroup main(world);
  main.spawn(run(world, sender, failure));
  context.run();
  helpers.join();
  if (failure) std::rethrow_exception(failure);
  return sender.all_accepted() ? 0 : 1;
}

}  // namespace postern
