#include <asio/error.hpp>
#include <asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "cli/commands.hpp"
#include "net/listener.hpp"
#include "net/real_world.hpp"
#include "net/task_group.hpp"
#include "session/client_channel.hpp"
#include "smtp/chunking.hpp"
#include "smtp/dot_codec.hpp"
#include "smtp/replies.hpp"
#include "smtp/transaction.hpp"

// A small server that accepts all it is sent. A message is stored under a temporary name and renamed when it
// is complete: what is in the directory under its final name is a whole message that was answered 250.

namespace postern {

namespace {

namespace replies = smtp::replies;

constexpr std::chrono::seconds patience{600};
constexpr auto hostname = "sink.postern";

struct SinkEnvelope {
  std::string sender;
  std::vector<std::string> recipients;
};

/// Where messages go.
class Store {
 public:
  explicit Store(std::string directory) : directory_(std::move(directory)) {}

  /// The name of what was stored.
  std::string keep(const SinkEnvelope& envelope, std::string_view message) {
    char number[32];
    std::snprintf(number, sizeof number, "%06zu", ++count_);
    std::string summary = "from=<" + envelope.sender + ">";
    for (const auto& recipient : envelope.recipients) summary += " to=<" + recipient + ">";
    if (directory_.empty()) {
      std::cout << "--- message " << number << ' ' << summary << '\n' << message << std::flush;
      return number;
    }
    const auto name = directory_ + "/" + number;
    std::ofstream file(name + ".part", std::ios::binary);
    file << message;
    file.close();
    if (!file || std::rename((name + ".part").c_str(), (name + ".eml").c_str()) != 0) {
      throw std::runtime_error("cannot write " + name + ".eml");
    }
    std::cout << number << ".eml " << summary << " size=" << message.size() << std::endl;
    return number;
  }

 private:
  std::string directory_;
  std::size_t count_ = 0;
};

class SinkSession {
 public:
  SinkSession(net::World& world, std::unique_ptr<net::Stream> stream, Store& store, smtp::Protocol protocol)
      : channel_(world, std::move(stream)), store_(store), protocol_(protocol), transaction_(protocol) {}

  asio::awaitable<void> run() {
    std::error_code code;
    try {
      co_await dialogue();
    } catch (const std::system_error& error) {
      code = error.code();
    }
    if (code == asio::error::operation_aborted) throw std::system_error(code);
  }

 private:
  asio::awaitable<void> dialogue() {
    const bool is_lmtp = protocol_ == smtp::Protocol::lmtp;
    channel_.reply(is_lmtp ? replies::lmtp_greeting(hostname) : replies::greeting(hostname));
    for (;;) {
      const auto event = co_await channel_.next_line(patience);
      const auto* line = std::get_if<smtp::LineFramer::Line>(&event);
      if (!line) {
        channel_.reply(replies::line_too_long());
        continue;
      }
      const auto command = smtp::parse_command(line->text);
      const auto verb = command ? command->verb : command.error().verb;
      const auto refusal = transaction_.refuse(verb);
      if (command && verb == smtp::Verb::bdat) {
        co_await take_chunk(command->chunk, refusal);
        continue;
      }
      if (refusal || !command) {
        channel_.reply(refusal ? *refusal : command.error().reply);
        continue;
      }
      if (verb == smtp::Verb::quit) co_return co_await channel_.close_with(replies::closing());
      obey(*command);
      transaction_.on_accepted(verb);
      if (verb == smtp::Verb::data) co_await take_message();
    }
  }

  void obey(const smtp::Command& command) {
    using enum smtp::Verb;
    switch (command.verb) {
      case ehlo:
      case lhlo:
        return channel_.reply(replies::ehlo(
            hostname, {"PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "CHUNKING",
                       "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE"}));
      case helo:
        return channel_.reply(replies::helo(hostname));
      case mail:
        envelope_ = {.sender = smtp::format_mailbox(command.path), .recipients = {}};
        message_.clear();
        break;
      case rcpt:
        envelope_.recipients.push_back(smtp::format_mailbox(command.path));
        break;
      case data:
        return channel_.reply(replies::start_data());
      default:
        break;
    }
    channel_.reply(replies::ok());
  }

  asio::awaitable<void> take_message() {
    smtp::DotDecoder decoder;
    for (bool complete = false; !complete;) {
      decoder.feed(co_await channel_.next_octets(patience));
      complete = take_octets(decoder);
    }
    channel_.unread(decoder.rest());
    keep_message();
  }

  /// The octets of a chunk that is refused come all the same (RFC 3030 §2).
  asio::awaitable<void> take_chunk(smtp::Chunk chunk, std::optional<smtp::Reply> refusal) {
    smtp::ChunkDecoder decoder;
    decoder.begin(chunk.size);
    for (bool complete = take_octets(decoder); !complete; complete = take_octets(decoder)) {
      decoder.feed(co_await channel_.next_octets(patience));
    }
    channel_.unread(decoder.rest());
    if (refusal) {
      message_.clear();
      channel_.reply(*refusal);
      transaction_.on_refused(smtp::Verb::bdat);
    } else if (chunk.last) {
      keep_message();
      transaction_.on_last_chunk();
    } else {
      channel_.reply(replies::chunk_received(chunk.size));
      transaction_.on_accepted(smtp::Verb::bdat);
    }
  }

  /// Whether the decoder has come to an end.
  template <class Decoder>
  bool take_octets(Decoder& decoder) {
    for (;;) {
      const auto event = decoder.next();
      const auto* view = std::get_if<typename Decoder::OctetsView>(&event);
      if (!view) return std::holds_alternative<typename Decoder::End>(event);
      message_ += view->octets;
    }
  }

  void keep_message() {
    const auto name = store_.keep(envelope_, std::exchange(message_, {}));
    const auto replies = protocol_ == smtp::Protocol::lmtp ? envelope_.recipients.size() : 1;
    for (std::size_t count = 0; count < replies; ++count) {
      channel_.reply({.code = 250, .lines = {"2.0.0 Ok: kept as " + name}});
    }
  }

  ClientChannel channel_;
  Store& store_;
  smtp::Protocol protocol_;
  smtp::Transaction transaction_;
  SinkEnvelope envelope_;
  std::string message_;
};

asio::awaitable<void> serve_one(net::World& world, net::Socket socket, Store& store,
                                smtp::Protocol protocol) {
  SinkSession session(world, std::make_unique<net::SocketStream>(world, std::move(socket)), store, protocol);
  co_await session.run();
}

asio::awaitable<void> accept_all(net::World& world, asio::io_context& context, net::Listener& listener,
                                 Store& store, smtp::Protocol protocol, net::TaskGroup& sessions) {
  for (;;) {
    auto socket = co_await listener.accept(context);
    sessions.spawn(serve_one(world, std::move(socket), store, protocol));
  }
}

asio::awaitable<void> end_all(net::TaskGroup& sessions) {
  co_await sessions.cancel_and_join();
}

}  // namespace

int sink(const SinkCommand& command) {
  asio::io_context context;
  asio::thread_pool helpers(1);
  net::RealWorld world(context, helpers);
  Store store(command.directory);
  net::Listener listener(context, command.listen);
  net::TaskGroup sessions(world);
  net::TaskGroup control(world);
  asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&](std::error_code, int) {
    listener.close();
    control.spawn(end_all(sessions));
  });
  control.spawn(accept_all(world, context, listener, store, command.protocol, sessions));
  std::cout << "sink: listening on " << format(command.listen) << std::endl;
  context.run();
  return 0;
}

}  // namespace postern
