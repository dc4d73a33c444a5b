#include "upstream/message.hpp"

// What is to be sent gathers in outgoing_ and leaves in large pieces, the last one with the end of the
// message: a small message is one write. What may take long, chunk replies and the pieces of a large message,
// is behind us when the caller decides that the message shall end: finish() then has one bounded write to do,
// to an upstream that has read, or at least been sent, all that came before it. An upstream may refuse in
// mid-message (it is full, the message too big) and hang up: its refusal is the answer then. A good reply
// before the end is none to this message.

namespace postern {

namespace {

constexpr std::size_t piece_size = 64 * 1024;

/// Chunks whose replies may be under way at once, where the upstream takes pipelining.
constexpr std::size_t chunks_ahead = 8;

bool is_refusal(const UpstreamAnswer& answer) {
  const auto* reply = std::get_if<smtp::Reply>(&answer);
  return reply && (reply->is_transient() || reply->is_permanent());
}

bool is_success(const UpstreamAnswer& answer) {
  const auto* reply = std::get_if<smtp::Reply>(&answer);
  return reply && is_hoped_for(Stage::message, *reply);
}

}  // namespace

asio::awaitable<void> UpstreamMessage::write(std::string_view octets) {
  while (!octets.empty() && !ended_) {
    const auto piece = octets.substr(0, piece_size);
    octets.remove_prefix(piece.size());
    if (form_ == Form::dotted) {
      encoder_.encode(piece, outgoing_);
    } else {
      outgoing_ += piece;
    }
    if (outgoing_.size() >= piece_size) co_await send_part();
  }
}

asio::awaitable<void> UpstreamMessage::settle() {
  if (form_ == Form::chunked) co_return co_await take_chunk_replies(0);
  if (has_sent_ && !outgoing_.empty()) co_await send_part();
}

asio::awaitable<std::vector<UpstreamAnswer>> UpstreamMessage::finish(std::size_t replies) {
  std::vector<UpstreamAnswer> answers;
  co_await settle();
  if (!ended_) co_await send_end();
  while (!ended_ && answers.size() < replies) {
    auto answer = co_await upstream_.reply(Stage::message);
    // What is no final reply leaves open which recipient the next one speaks of.
    const bool is_final = is_success(answer) || is_refusal(answer);
    answers.push_back(std::move(answer));
    if (!is_final) ended_ = UpstreamFailure::lost;
  }
  complete_ = !ended_;
  if (ended_) answers.resize(replies, *ended_);
  co_return answers;
}

asio::awaitable<void> UpstreamMessage::send_part() {
  auto octets = std::exchange(outgoing_, {});
  if (form_ == Form::chunked) {
    const bool pipelines = upstream_.extensions().offers("PIPELINING");
    co_await take_chunk_replies(pipelines ? chunks_ahead : 0);
    octets.insert(0, "BDAT " + std::to_string(octets.size()) + "\r\n");
  }
  has_sent_ = true;
  co_await post(std::move(octets));
  if (form_ == Form::chunked) ++unanswered_chunks_;
}

asio::awaitable<void> UpstreamMessage::send_end() {
  auto octets = std::exchange(outgoing_, {});
  if (form_ == Form::chunked) {
    octets.insert(0, "BDAT " + std::to_string(octets.size()) + " LAST\r\n");
  } else {
    encoder_.finish(octets);
  }
  // However good a reply sounds that is here before the end.
  if (!ended_ && upstream_.has_unread()) ended_ = co_await last_word(UpstreamFailure::unreadable);
  co_await post(std::move(octets));
}

asio::awaitable<void> UpstreamMessage::post(std::string octets) {
  if (ended_) co_return;
  const auto failure = co_await upstream_.post(Stage::message, std::move(octets));
  if (failure) ended_ = co_await last_word(*failure);
}

asio::awaitable<void> UpstreamMessage::take_chunk_replies(std::size_t allowed) {
  while (!ended_ && unanswered_chunks_ > allowed) {
    auto answer = co_await upstream_.reply(Stage::message);
    --unanswered_chunks_;
    if (!is_success(answer)) ended_ = std::move(answer);
  }
}

asio::awaitable<UpstreamAnswer> UpstreamMessage::last_word(UpstreamFailure failure) {
  if (failure == UpstreamFailure::timed_out) co_return failure;
  auto answer = co_await upstream_.parting_reply();
  for (; unanswered_chunks_ > 0 && is_success(answer); --unanswered_chunks_) {
    answer = co_await upstream_.parting_reply();
  }
  if (is_refusal(answer)) co_return answer;
  co_return failure;
}

}  // namespace postern
