#include "fake_upstream.hpp"

#include <array>
#include <asio/error.hpp>

#include "base/ascii.hpp"
#include "net/sleep.hpp"
#include "script.hpp"
#include "smtp/dot_codec.hpp"
#include "smtp/line_framer.hpp"

namespace postern::test {

namespace {

asio::awaitable<bool> read_more(net::Stream& stream, std::string& into) {
  std::array<char, 4096> buffer;
  std::error_code code;
  std::size_t size = 0;
  try {
    size = co_await stream.read_some(buffer);
  } catch (const std::system_error& error) {
    code = error.code();
  }
  if (code == asio::error::operation_aborted) throw std::system_error(code);
  into.assign(buffer.data(), size);
  co_return size > 0;
}

asio::awaitable<void> write_text(net::Stream& stream, const std::string& text) {
  const std::array buffers{asio::const_buffer(text.data(), text.size())};
  try {
    co_await stream.write(buffers);
  } catch (const std::system_error&) {
    // The next read tells.
  }
}

std::string as_reply(const std::string& lines) {
  std::string reply;
  for (const auto line : base::split(lines, '\n')) reply += std::string(line) + "\r\n";
  return reply;
}

}  // namespace

FakeUpstream::Rule* FakeUpstream::rule_for(const std::string& command) {
  for (auto& rule : rules) {
    if (rule.once && rule.used) continue;
    if (!matches(command, rule.pattern)) continue;
    rule.used = true;
    return &rule;
  }
  return nullptr;
}

asio::awaitable<bool> FakeUpstream::answer(net::Stream& stream, std::string command, std::string reply) {
  seen_.push_back(command);
  std::string action = reply;
  if (const auto* rule = rule_for(command)) action = rule->action;
  if (action == "close") {
    stream.close();
    co_return false;
  }
  if (action == "reset") {
    stream.abort();
    co_return false;
  }
  if (action == "silence") {
    co_await net::sleep_until(world_, world_.now() + std::chrono::hours(24));
    co_return false;
  }
  if (action.starts_with("slow ")) {
    co_await net::sleep_until(world_, world_.now() + std::chrono::seconds(std::stoi(action.substr(5))));
    action = reply;
  }
  co_await write_text(stream, as_reply(action));
  co_return action.front() == '2' || action.front() == '3';
}

asio::awaitable<void> FakeUpstream::serve(std::unique_ptr<net::Stream> stream) {
  std::string hello = "250-fake.upstream";
  for (std::size_t index = 0; index < offers.size(); ++index) {
    hello += '\n' + std::string(index + 1 == offers.size() ? "250 " : "250-") + offers[index];
  }
  if (offers.empty()) hello = "250 fake.upstream";
  [[maybe_unused]] const bool greeted = co_await answer(*stream, "connect", "220 fake.upstream ESMTP");
  smtp::LineFramer framer;
  std::string chunk;
  for (;;) {
    const auto event = framer.next();
    if (std::holds_alternative<smtp::LineFramer::NeedMore>(event)) {
      const bool more = co_await read_more(*stream, chunk);
      if (!more) co_return;
      framer.feed(chunk);
      continue;
    }
    const auto* line = std::get_if<smtp::LineFramer::Line>(&event);
    const auto command = line ? line->text : "(a bad line)";
    const bool is_data = command == "DATA";
    std::string reply = command.starts_with("EHLO") ? hello : is_data ? "354 go on" : "250 2.0.0 Ok";
    if (command == "QUIT") reply = "221 2.0.0 Bye";
    const bool go_on = co_await answer(*stream, command, reply);
    if (!is_data || !go_on) continue;

    smtp::DotDecoder decoder;
    std::string message;
    chunk = framer.take_buffered();
    for (bool complete = false; !complete;) {
      decoder.feed(chunk);
      for (bool more = true; more;) {
        const auto part = decoder.next();
        if (const auto* view = std::get_if<smtp::DotDecoder::OctetsView>(&part)) {
          message += view->octets;
          continue;
        }
        complete = std::holds_alternative<smtp::DotDecoder::End>(part);
        more = false;
      }
      if (complete) break;
      const bool more = co_await read_more(*stream, chunk);
      if (!more) co_return;
    }
    framer.feed(decoder.rest());
    const bool accepted = co_await answer(*stream, ".", "250 2.0.0 Ok: queued as FAKE1");
    if (accepted) delivered_.push_back(message);
  }
}

}  // namespace postern::test
