#include "upstream/upstream.hpp"

#include <algorithm>
#include <array>
#include <asio/error.hpp>

// The dialogues read like RFC 5321's examples and throw when the wire breaks; guarded() and try_send() are
// where that becomes an answer, and the only places that catch.

namespace postern {

namespace {

/// How long a reply may take.
std::chrono::seconds patience(Stage stage, const TimeLimits& time) {
  if (stage == Stage::data) return time.upstream_data;
  return stage == Stage::message ? time.upstream_final : time.upstream_command;
}

}  // namespace

asio::awaitable<UpstreamAnswer> Upstream::exchange(Stage stage, std::string command,
                                                   std::chrono::seconds most) {
  stage_ = stage;
  return guarded(exchange_dialogue(std::move(command), most));
}

asio::awaitable<std::optional<UpstreamFailure>> Upstream::post(Stage stage, std::string octets) {
  stage_ = stage;
  // A reply that came before its command would be taken for the command's own; but those to chunks may come
  // while the next is sent.
  if (stage != Stage::message && parser_.has_leftover()) co_return UpstreamFailure::unreadable;
  allow(stage == Stage::message ? time_.upstream_block : time_.upstream_command);
  const auto failure = co_await try_send(octets);
  co_return failure;
}

asio::awaitable<UpstreamAnswer> Upstream::reply(Stage stage) {
  stage_ = stage;
  // RFC 9422 §4.1 counts them whatever becomes of them.
  if (stage == Stage::mail) ++mails_;
  allow(patience(stage, time_));
  return guarded(expect());
}

asio::awaitable<UpstreamAnswer> Upstream::parting_reply() {
  allow(std::chrono::seconds(1));
  return guarded(expect());
}

asio::awaitable<void> Upstream::quit() {
  if (!stream_) co_return;
  // The reply to QUIT changes nothing for anybody, so nobody waits for it.
  allow(std::chrono::seconds(5));
  [[maybe_unused]] const auto failure = co_await try_send("QUIT\r\n");
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

bool Upstream::is_used_up() const {
  const auto most = smtp::parse_limits(extensions_.argument("LIMITS")).mail_max;
  return most && mails_ >= *most;
}

bool Upstream::follows(const Gate& gate) const {
  const auto& own = target_.gate->config;
  return own.upstream == gate.config.upstream && own.hostname == gate.config.hostname;
}

asio::awaitable<UpstreamAnswer> Upstream::guarded(asio::awaitable<smtp::Reply> dialogue) {
  std::error_code code;
  try {
    auto reply = co_await std::move(dialogue);
    co_return reply;
  } catch (const NoReply& none) {
    co_return none.failure;
  } catch (const std::system_error& error) {
    code = error.code();
  }
  co_return failure_of(code);
}

asio::awaitable<std::optional<UpstreamFailure>> Upstream::try_send(std::string_view octets) {
  std::error_code code;
  try {
    co_await send(octets);
    co_return std::nullopt;
  } catch (const std::system_error& error) {
    code = error.code();
  }
  co_return failure_of(code);
}

UpstreamFailure Upstream::failure_of(std::error_code code) {
  if (code == asio::error::operation_aborted) throw std::system_error(code);
  trouble_ = code.message();
  if (stage_ == Stage::tls) return UpstreamFailure::tls_failed;
  if (stage_ == Stage::connect && code != asio::error::timed_out) return UpstreamFailure::unreachable;
  return code == asio::error::timed_out ? UpstreamFailure::timed_out : UpstreamFailure::lost;
}

asio::awaitable<smtp::Reply> Upstream::exchange_dialogue(std::string command, std::chrono::seconds most) {
  // As in post().
  if (parser_.has_leftover()) throw NoReply{UpstreamFailure::unreadable};
  allow(std::min(most, patience(stage_, time_)));
  command += "\r\n";
  co_await send(command);
  auto reply = co_await expect();
  co_return reply;
}

asio::awaitable<smtp::Reply> Upstream::expect() {
  std::array<char, 4096> buffer;
  for (;;) {
    auto reply = parser_.next();
    if (!reply) throw NoReply{UpstreamFailure::unreadable};
    if (*reply) co_return std::move(**reply);
    const auto size = co_await stream_->read_some(buffer);
    if (size == 0) throw std::system_error(asio::error::eof);
    parser_.feed({buffer.data(), size});
  }
}

asio::awaitable<void> Upstream::send(std::string_view octets) {
  const std::array buffers{asio::const_buffer(octets.data(), octets.size())};
  co_await stream_->write(buffers);
}

void Upstream::allow(std::chrono::seconds time) {
  stream_->set_deadline(world_.now() + time);
}

}  // namespace postern
