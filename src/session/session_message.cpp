#include <asio/error.hpp>

#include "base/ascii.hpp"
#include "session/session.hpp"
#include "smtp/dot_codec.hpp"
#include "smtp/replies.hpp"
#include "stamp/stamp.hpp"

// The message: DATA or BDAT takes it in; what becomes of it is in session_decision.cpp. In LMTP the end of a
// message is answered once for each accepted recipient (RFC 2033 §4.2).

namespace postern {

namespace replies = smtp::replies;

namespace {

/// The replies that differ, one after the other.
std::string summary_of(const std::vector<smtp::Reply>& answers) {
  std::string text;
  const smtp::Reply* last = nullptr;
  for (const auto& reply : answers) {
    if (last && *last == reply) continue;
    text += (last ? " | " : "") + one_line(reply);
    last = &reply;
  }
  return text;
}

}  // namespace

asio::awaitable<void> Session::on_data() {
  // RFC 3030 §3: what BINARYMIME allows, DATA cannot carry.
  if (mail_->binary) co_return answer(smtp::Verb::data, replies::binary_needs_bdat());
  answer(smtp::Verb::data, replies::start_data());
  mail_->begun = true;
  smtp::DotDecoder decoder;
  co_await take_in(decoder, mail_->message);
  co_await finish_message(decoder.stray());
}

asio::awaitable<void> Session::on_bdat(smtp::Chunk chunk) {
  // RFC 3030 §2: the octets come whether they are welcome or not.
  auto refusal =
      usable_.offers("CHUNKING") ? transaction_.refuse(smtp::Verb::bdat) : replies::not_implemented();
  if (refusal) {
    co_await discard(chunk.size);
    co_return co_await give_up(*refusal);
  }
  mail_->begun = true;
  mail_->framing = Framing::bdat;
  mail_->chunks.begin(chunk.size);
  co_await take_in(mail_->chunks, mail_->message);
  if (chunk.last) {
    mail_->chunks.finish();
    transaction_.on_last_chunk();
    co_return co_await finish_message(mail_->chunks.stray());
  }
  refusal = mail_->message.refusal();
  if (refusal) co_return co_await give_up(*refusal);
  answer(smtp::Verb::bdat, replies::chunk_received(chunk.size));
}

asio::awaitable<void> Session::give_up(smtp::Reply refusal) {
  // A message that lacks a chunk must never be completed, here or upstream.
  answer(smtp::Verb::bdat, refusal);
  co_await end_mail(ending_of({refusal}));
  co_await relay_.reset();
  client_.xforward.reset();
}

template <class Decoder>
asio::awaitable<void> Session::take_in(Decoder& decoder, Intake& message) {
  for (;;) {
    const auto event = decoder.next();
    if (const auto* decoded = std::get_if<typename Decoder::OctetsView>(&event)) {
      co_await message.feed(decoded->octets);
    } else if (std::holds_alternative<typename Decoder::End>(event)) {
      channel_.unread(decoder.rest());
      co_return;
    } else {
      const auto octets = co_await channel_.next_octets(config().time.data_block);
      decoder.feed(octets);
    }
  }
}

asio::awaitable<void> Session::discard(std::uint64_t octets) {
  channel_.set_last_moment(mail_ ? mail_->last_moment : world_.now() + config().time.command);
  while (octets > 0) {
    const auto piece = co_await channel_.next_octets(config().time.data_block);
    const auto unwanted = std::min<std::uint64_t>(octets, piece.size());
    octets -= unwanted;
    if (octets == 0) channel_.unread(piece.substr(unwanted));
  }
  if (!mail_) channel_.set_last_moment(net::TimePoint::max());
}

asio::awaitable<void> Session::finish_message(const smtp::StrayOctets& stray) {
  co_await mail_->message.finish(stray, mail_->binary);
  mail_->stray = stray;
  mail_->record.received = world_.now();
  auto answers = co_await judge_and_deliver();
  // One answer for all, where LMTP has one for each.
  if (is_lmtp() && answers.size() == 1) answers.resize(mail_->record.recipients.size(), answers.front());
  for (const auto& reply : answers) channel_.reply(reply);
  mail_->record.reply = summary_of(answers);
  co_await end_mail(ending_of(answers));
  client_.xforward.reset();
}

asio::awaitable<void> Session::end_mail(Ending ending) {
  if (!mail_) co_return;
  note_upstream();
  const auto mail = std::exchange(mail_, nullptr);
  channel_.set_last_moment(net::TimePoint::max());
  co_await mail->checks.stop();
  mail->record.ending = ending;
  // What came to its end before the upstream could decide has no reply of the upstream.
  const bool decided = !mail->record.upstream.empty() && mail->record.trouble.empty();
  const auto upstreams = join_distinct(mail->upstreams);
  if (decided) mail->record.upstream_reply = join_distinct(mail->upstream_replies);
  if (decided && !upstreams.empty()) mail->record.upstream = upstreams;
  mail->record.dns_questions = mail->checks.dns_questions();
  mail->record.dns_from_cache = mail->checks.dns_from_cache();
  services_.log.transaction(mail->record, world_.now());
}

}  // namespace postern
