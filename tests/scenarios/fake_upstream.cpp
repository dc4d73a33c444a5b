#include "fake_upstream.hpp"

#include <array>
#include <asio/error.hpp>

#include "base/ascii.hpp"
#include "net/sleep.hpp"
#include "net/tls.hpp"
#include "script.hpp"
#include "smtp/chunking.hpp"
#include "smtp/dot_codec.hpp"
#include "smtp/line_framer.hpp"
#include "smtp/proxy_header_parser.hpp"

namespace postern::test {

namespace {

std::string as_reply(const std::string& lines) {
  std::string reply;
  for (const auto line : base::split(lines, '\n')) reply += std::string(line) + "\r\n";
  return reply;
}

std::string with_last(std::vector<std::string> lines) {
  std::string reply;
  for (std::size_t index = 0; index < lines.size(); ++index) {
    reply += (index == 0 ? "250" : "\n250") + std::string(index + 1 == lines.size() ? " " : "-");
    reply += lines[index];
  }
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

/// One connection, until whoever is at the other end is gone, or a rule ends it.
class FakeUpstream::Connection {
 public:
  Connection(FakeUpstream& server, std::unique_ptr<net::Stream> stream)
      : server_(server), stream_(std::move(stream)) {}

  asio::awaitable<void> run() {
    if (server_.wants_proxy_header) co_await take_proxy_header();
    if (server_.implicit_tls) co_await take_handshake();
    if (over_) co_return;
    [[maybe_unused]] const bool greeted = co_await answer("connect", "220 fake.upstream ESMTP");
    while (!over_) {
      const auto event = framer_.next();
      if (std::holds_alternative<smtp::LineFramer::NeedMore>(event)) {
        note_batch();
        const auto octets = co_await read();
        framer_.feed(octets);
        continue;
      }
      const auto* line = std::get_if<smtp::LineFramer::Line>(&event);
      const std::string command = line ? line->text : "(a bad line)";
      batch_.push_back(command);
      co_await obey(command);
    }
  }

 private:
  asio::awaitable<void> obey(const std::string& command) {
    if (command.starts_with("BDAT ")) co_return co_await take_chunk(command);
    const bool accepted = co_await answer(command, usual_reply(command));
    if (!accepted) co_return;
    if (command.starts_with("RCPT TO:")) {
      recipients_.push_back(command.substr(8, command.find('>') - 7));
    } else if (command.starts_with("MAIL FROM:") || command == "RSET") {
      begin_anew();
    } else if (command == "DATA") {
      co_await take_dotted();
    } else if (command == "STARTTLS") {
      co_await take_handshake();
    }
  }

  std::string usual_reply(const std::string& command) const {
    if (command.starts_with("EHLO") || command.starts_with("LHLO")) {
      std::vector<std::string> lines{"fake.upstream"};
      lines.insert(lines.end(), server_.offers.begin(), server_.offers.end());
      return with_last(std::move(lines));
    }
    if (command.starts_with("XCLIENT")) return "220 fake.upstream ESMTP";
    if (command == "DATA") return "354 go on";
    if (command == "STARTTLS") return "220 2.0.0 Go ahead";
    return command == "QUIT" ? "221 2.0.0 Bye" : "250 2.0.0 Ok";
  }

  /// Whether the answer, what a rule says or else `reply`, was a good one.
  asio::awaitable<bool> answer(std::string command, std::string reply) {
    server_.seen_.push_back(command);
    auto action = reply;
    if (const auto* rule = server_.rule_for(command)) action = rule->action;
    if (action == "close" || action == "reset" || action == "silence") {
      over_ = true;
      auto& world = server_.world_;
      if (action == "close") stream_->close();
      if (action == "reset") stream_->abort();
      if (action == "silence") co_await net::sleep_until(world, world.now() + std::chrono::hours(24));
      co_return false;
    }
    if (action.starts_with("slow ")) {
      const std::chrono::seconds pause(std::stoi(action.substr(5)));
      co_await net::sleep_until(server_.world_, server_.world_.now() + pause);
      action = reply;
    }
    co_await write(as_reply(action));
    co_return action.front() == '2' || action.front() == '3';
  }

  asio::awaitable<void> take_dotted() {
    smtp::DotDecoder decoder;
    std::string octets = framer_.take_buffered();
    for (bool complete = false; !complete;) {
      decoder.feed(octets);
      for (bool more = true; more;) {
        const auto part = decoder.next();
        if (const auto* view = std::get_if<smtp::DotDecoder::OctetsView>(&part)) {
          message_ += view->octets;
          continue;
        }
        complete = std::holds_alternative<smtp::DotDecoder::End>(part);
        more = false;
      }
      if (complete) break;
      octets = co_await read();
      if (over_) co_return;
    }
    framer_.feed(decoder.rest());
    co_await finish_message();
  }

  asio::awaitable<void> take_chunk(std::string command) {
    const auto chunk = smtp::parse_chunk(std::string_view(command).substr(5)).value();
    auto octets = framer_.take_buffered();
    while (octets.size() < chunk.size && !over_) {
      const auto more = co_await read();
      octets += more;
    }
    if (over_) co_return;
    message_ += octets.substr(0, chunk.size);
    framer_.feed(std::string_view(octets).substr(chunk.size));
    if (chunk.last && !server_.rule_for(command)) {
      server_.seen_.push_back(command);
      co_return co_await finish_message();
    }
    [[maybe_unused]] const bool accepted = co_await answer(command, "250 2.0.0 Ok: some octets");
  }

  asio::awaitable<void> finish_message() {
    std::vector<std::string> turns{"."};
    if (server_.protocol == smtp::Protocol::lmtp) {
      turns.clear();
      for (const auto& recipient : recipients_) turns.push_back(". " + recipient);
    }
    const auto message = message_;
    begin_anew();
    for (const auto& turn : turns) {
      const bool accepted = co_await answer(turn, "250 2.0.0 Ok: queued as FAKE1");
      if (accepted) server_.delivered_.push_back(message);
      if (over_) break;
    }
  }

  asio::awaitable<void> take_proxy_header() {
    smtp::ProxyHeaderParser parser;
    while (parser.wanted() > 0 && !over_) {
      const auto octets = co_await read(parser.wanted());
      parser.feed(octets);
    }
    const auto header = parser.next();
    std::string who = "nobody";
    if (header && *header) {
      const auto* inet = std::get_if<smtp::ProxyHeader::Inet>(&(*header)->client);
      if (inet) who = format(inet->source) + ' ' + std::to_string(inet->source_port);
    }
    server_.seen_.push_back("PROXY " + who);
  }

  asio::awaitable<void> take_handshake() {
    server_.seen_.emplace_back("TLS");
    std::error_code code;
    try {
      stream_ = co_await net::accept_tls(server_.world_, std::move(stream_), server_.tls);
    } catch (const std::system_error& error) {
      code = error.code();
    }
    if (code == asio::error::operation_aborted) throw std::system_error(code);
    over_ = static_cast<bool>(code);
  }

  void begin_anew() {
    recipients_.clear();
    message_.clear();
  }

  void note_batch() {
    if (batch_.empty()) return;
    std::string all;
    for (const auto& command : std::exchange(batch_, {})) all += (all.empty() ? "" : " | ") + command;
    server_.batches_.push_back(std::move(all));
  }

  /// Nothing, and the connection is over, when there is no more.
  asio::awaitable<std::string> read(std::size_t most = 4096) {
    std::array<char, 4096> buffer;
    std::error_code code;
    std::size_t size = 0;
    try {
      size = co_await stream_->read_some(std::span(buffer).first(std::min(most, buffer.size())));
    } catch (const std::system_error& error) {
      code = error.code();
    }
    if (code == asio::error::operation_aborted) throw std::system_error(code);
    over_ = over_ || size == 0;
    co_return std::string(buffer.data(), size);
  }

  asio::awaitable<void> write(std::string text) {
    const std::array buffers{asio::const_buffer(text.data(), text.size())};
    try {
      co_await stream_->write(buffers);
    } catch (const std::system_error&) {
      // The next read tells.
    }
  }

  FakeUpstream& server_;
  std::unique_ptr<net::Stream> stream_;
  smtp::LineFramer framer_;
  std::vector<std::string> batch_;
  std::vector<std::string> recipients_;
  std::string message_;
  bool over_ = false;
};

asio::awaitable<void> FakeUpstream::serve(std::unique_ptr<net::Stream> stream) {
  Connection connection(*this, std::move(stream));
  co_await connection.run();
}

}  // namespace postern::test
