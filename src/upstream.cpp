#include "upstream.hpp"

#include <array>
#include <asio/error.hpp>

// The dialogues below read like RFC 5321's examples and throw when the wire breaks; guarded() is where that
// becomes an answer, and the only place that catches.

namespace postern {

namespace {

/// Thrown where a reply should have been.
class Unreadable : public std::system_error {
 public:
  Unreadable() : std::system_error(std::make_error_code(std::errc::protocol_error)) {}
};

UpstreamFailure failure_of(Stage stage, std::error_code code) {
  if (code == std::errc::protocol_error) return UpstreamFailure::unreadable;
  if (code == asio::error::timed_out) return UpstreamFailure::timed_out;
  return stage == Stage::connect ? UpstreamFailure::unreachable : UpstreamFailure::lost;
}

/// How long a reply may take.
std::chrono::seconds patience(Stage stage, const TimeLimits& time) {
  if (stage == Stage::data) return time.upstream_data;
  return stage == Stage::message ? time.upstream_final : time.upstream_command;
}

}  // namespace

asio::awaitable<UpstreamAnswer> Upstream::open() {
  stage_ = Stage::connect;
  return guarded(open_dialogue());
}

asio::awaitable<UpstreamAnswer> Upstream::exchange(Stage stage, std::string command) {
  stage_ = stage;
  return guarded(exchange_dialogue(std::move(command)));
}

asio::awaitable<std::optional<UpstreamFailure>> Upstream::post(Stage stage, std::string octets) {
  stage_ = stage;
  // As above; but replies to chunks may come while the next is sent.
  if (stage != Stage::message && parser_.has_leftover()) co_return UpstreamFailure::unreadable;
  allow(stage == Stage::message ? config_.time.upstream_block : config_.time.upstream_command);
  const auto code = co_await try_send(octets);
  co_return code ? std::optional(failure_of(stage, code)) : std::nullopt;
}

asio::awaitable<UpstreamAnswer> Upstream::reply(Stage stage) {
  stage_ = stage;
  allow(patience(stage, config_.time));
  return guarded(expect());
}

asio::awaitable<UpstreamAnswer> Upstream::parting_reply() {
  allow(std::chrono::seconds(1));
  return guarded(expect());
}

asio::awaitable<UpstreamAnswer> Upstream::guarded(asio::awaitable<smtp::Reply> dialogue) {
  std::error_code code;
  try {
    auto reply = co_await std::move(dialogue);
    co_return reply;
  } catch (const std::system_error& error) {
    code = error.code();
  }
  if (code == asio::error::operation_aborted) throw std::system_error(code);
  co_return failure_of(stage_, code);
}

asio::awaitable<smtp::Reply> Upstream::open_dialogue() {
  stream_ = co_await world_.connect(config_.upstream.servers.front().endpoint,
                                    world_.now() + config_.time.upstream_connect);
  stage_ = Stage::greeting;
  allow(config_.time.upstream_greeting);
  auto greeting = co_await expect();
  if (!greeting.is_positive()) co_return greeting;

  stage_ = Stage::hello;
  auto hello = co_await exchange_dialogue("EHLO " + config_.hostname);
  if (hello.is_positive()) {
    extensions_ = smtp::parse_extensions(hello);
    co_return hello;
  }
  // RFC 5321 §3.2: a server that does not know EHLO is asked again in the old way. 421 is another matter.
  if (!hello.is_permanent()) co_return hello;
  extensions_ = {};
  hello = co_await exchange_dialogue("HELO " + config_.hostname);
  co_return hello;
}

asio::awaitable<smtp::Reply> Upstream::exchange_dialogue(std::string command) {
  // A reply that came before its command would be taken for the command's own.
  if (parser_.has_leftover()) throw Unreadable();
  allow(patience(stage_, config_.time));
  command += "\r\n";
  co_await send(command);
  auto reply = co_await expect();
  co_return reply;
}

asio::awaitable<void> Upstream::quit() {
  if (!is_open()) co_return;
  // The reply to QUIT changes nothing for anybody, so nobody waits for it.
  allow(std::chrono::seconds(5));
  [[maybe_unused]] const auto code = co_await try_send("QUIT\r\n");
  stream_->close();
  stream_.reset();
}

void Upstream::abandon() {
  if (stream_) stream_->abort();
  stream_.reset();
}

bool Upstream::is_in_step() const {
  return stream_ && stream_->peer_state() == net::PeerState::open && !has_unread();
}

asio::awaitable<smtp::Reply> Upstream::expect() {
  std::array<char, 4096> buffer;
  for (;;) {
    auto reply = parser_.next();
    if (!reply) throw Unreadable();
    if (*reply) co_return std::move(**reply);
    const auto size = co_await stream_->read_some(buffer);
    if (size == 0) throw std::system_error(asio::error::eof);
    parser_.feed({buffer.data(), size});
  }
}

asio::awaitable<std::error_code> Upstream::try_send(std::string_view octets) {
  std::error_code code;
  try {
    co_await send(octets);
  } catch (const std::system_error& error) {
    code = error.code();
  }
  if (code == asio::error::operation_aborted) throw std::system_error(code);
  co_return code;
}

asio::awaitable<void> Upstream::send(std::string_view octets) {
  const std::array buffers{asio::const_buffer(octets.data(), octets.size())};
  co_await stream_->write(buffers);
}

void Upstream::allow(std::chrono::seconds time) {
  stream_->set_deadline(world_.now() + time);
}

}  // namespace postern
