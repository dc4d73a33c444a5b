#include <asio/error.hpp>

#include "base/ascii.hpp"
#include "session.hpp"
#include "smtp/dot_codec.hpp"
#include "smtp/replies.hpp"
#include "trace.hpp"

// A transaction: MAIL and RCPT go through to the upstream as they come, with the checks beginning beside
// them; DATA takes the message in, joins the checks, and delivers.

namespace postern {

namespace replies = smtp::replies;

namespace {

/// The most of a Message-ID that is logged; honest ones have some 80 octets, and a field may have a million.
constexpr std::size_t longest_logged = 250;

Ending ending_of(const smtp::Reply& reply) {
  if (reply.is_positive()) return Ending::delivered;
  return reply.is_permanent() ? Ending::refused : Ending::deferred;
}

/// Short, and unique across restarts and machines for all practical purposes: 60 random bits, in letters and
/// digits that cannot be mistaken for each other.
std::string format_id(std::uint64_t bits) {
  static constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id;
  for (int digit = 0; digit < 12; ++digit, bits >>= 5) id += letters[bits & 31];
  return id;
}

}  // namespace

asio::awaitable<void> Session::on_mail(smtp::Command command) {
  mail_ = std::make_unique<Mail>(services_.tools, config());
  auto& record = mail_->record;
  const auto client = client_for_checks();
  record.began = world_.now();
  record.id = format_id(world_.random());
  record.ident = forwarded_ ? forwarded_->ident.value_or("") : "";
  record.peer = format(channel_.peer());
  record.client = client.address ? format(*client.address) : "";
  record.client_source = forwarded_ ? "xforward" : "tcp";
  record.helo = client.helo.value_or("");
  record.sender = smtp::format_mailbox(command.path);

  auto refusal = refuse_parameters(command);
  if (!refusal) {
    mail_->checks.sender_known(client, record.sender);
    record.not_checked = mail_->checks.not_checked();
    record.upstream = format(config().upstream.servers.front().endpoint);
    EnvelopeCommand sender{command.verb, std::move(command.path), std::move(command.parameters)};
    relay_.begin(gate_, {.facts = client_for_upstream()});
    auto replies_to_mail = co_await relay_.envelope({std::move(sender)});
    auto& reply = replies_to_mail.front();
    answer(command.verb, reply);
    if (reply.is_positive()) co_return;
    refusal = std::move(reply);
  } else {
    answer(command.verb, *refusal);
  }
  co_await end_mail(ending_of(*refusal));
}

std::optional<smtp::Reply> Session::refuse_parameters(const smtp::Command& command) const {
  const auto& parameters = command.parameters;
  if (auto refusal = smtp::check_offered(command.verb, parameters, offered_.value_or(smtp::Extensions{}))) {
    return refusal;
  }
  if (command.verb == smtp::Verb::mail) {
    const auto size = smtp::declared_size(parameters);
    const auto limit = offered_ ? offered_->size_limit() : std::nullopt;
    if (size && limit && *size > *limit) return replies::message_too_big();
    if (needs_smtputf8(command.path) && !find_parameter(parameters, "SMTPUTF8"))
      return replies::needs_smtputf8();
    return std::nullopt;
  }
  const bool utf8 = find_parameter(relay_.accepted().sender.parameters, "SMTPUTF8") != nullptr;
  if (needs_smtputf8(command.path) && !utf8) return replies::needs_smtputf8();
  if (relay_.accepted().recipients.size() >= config().limits.recipients)
    return replies::too_many_recipients();
  return std::nullopt;
}

asio::awaitable<void> Session::on_rcpt(smtp::Command command) {
  if (const auto refusal = refuse_parameters(command)) {
    ++mail_->record.recipients_refused;
    co_return answer(command.verb, *refusal);
  }
  const auto mailbox = smtp::format_mailbox(command.path);
  EnvelopeCommand recipient{command.verb, std::move(command.path), std::move(command.parameters)};
  const auto answers = co_await relay_.envelope({std::move(recipient)});
  const auto& reply = answers.front();
  answer(command.verb, reply);
  if (reply.is_positive()) {
    mail_->record.recipients.push_back(mailbox);
  } else {
    ++mail_->record.recipients_refused;
  }
}

asio::awaitable<void> Session::on_data() {
  answer(smtp::Verb::data, replies::start_data());
  co_await receive();
  mail_->record.received = world_.now();
  const auto reply = co_await judge_and_deliver();
  say(reply);
  co_await end_mail(ending_of(reply));
  forwarded_.reset();
}

asio::awaitable<void> Session::receive() {
  auto& message = mail_->message;
  smtp::DotDecoder decoder;
  for (;;) {
    const auto chunk = co_await channel_.next_octets(config().time.data_block);
    decoder.feed(chunk);
    for (;;) {
      const auto event = decoder.next();
      if (std::holds_alternative<smtp::DotDecoder::NeedMore>(event)) break;
      const auto* decoded = std::get_if<smtp::DotDecoder::OctetsView>(&event);
      if (decoded) {
        co_await message.feed(decoded->octets);
        continue;
      }
      channel_.unread(decoder.rest());
      co_return co_await message.finish(decoder.stray());
    }
  }
}

asio::awaitable<smtp::Reply> Session::judge_and_deliver() {
  auto& [record, checks, message] = *mail_;
  record.octets = message.octets();
  if (const auto id = message.header().find("Message-ID")) {
    const auto body = mail::unfold(message.header().at(*id).body());
    record.message_id = base::trim(body).substr(0, longest_logged);
  }
  if (const auto refusal = message.refusal()) {
    record.trouble = one_line(*refusal);
    co_await relay_.reset();
    co_return *refusal;
  }
  const auto verdict = co_await checks.finish(*record.received + config().time.checks);
  record.judged = world_.now();

  auto results = results_of(verdict, config().authserv_id);
  record.results = results.results;
  sanitise(message.header(), config().authserv_id);
  const Hop hop{.helo = helo_,
                .peer = channel_.peer().address,
                .peer_name = forwarded_ ? "" : verified_name(verdict),
                .esmtp = has_ehlo(),
                .utf8 = find_parameter(relay_.accepted().sender.parameters, "SMTPUTF8") != nullptr,
                .id = record.id,
                .recipient = record.recipients.size() == 1 ? record.recipients.front() : "",
                .time = world_.wall_time()};
  std::string header = mail::format_authentication_results(results) + received_field(hop, config().hostname);
  message.header().append_to(header);
  if (message.has_blank_line()) header += "\r\n";
  auto reply = co_await deliver(std::move(header));
  co_return reply;
}

asio::awaitable<smtp::Reply> Session::deliver(std::string header) {
  auto refused = co_await relay_.begin_data(Framing::data);
  if (refused) {
    co_await relay_.reset();
    co_return std::move(*refused);
  }
  co_await relay_.write(header);
  auto& body = mail_->message.body();
  for (std::uint64_t offset = 0; offset < body.size();) {
    const auto piece = co_await body.read(offset);
    co_await relay_.write(piece);
    offset += piece.size();
  }
  // The last moment at which nothing has been promised: a client that gave up would send the message again,
  // and its recipients would have it twice.
  const bool waiting = co_await channel_.is_waiting();
  if (!waiting) throw std::system_error(asio::error::eof);
  auto answers = co_await relay_.finish();
  co_return std::move(answers.front());
}

asio::awaitable<void> Session::end_mail(Ending ending) {
  if (!mail_) co_return;
  const auto mail = std::exchange(mail_, nullptr);
  co_await mail->checks.stop();
  mail->record.ending = ending;
  // What came to its end before the upstream could decide has no reply of the upstream.
  const bool decided = !mail->record.upstream.empty() && mail->record.trouble.empty();
  if (decided) mail->record.upstream_reply = relay_.last_word();
  mail->record.dns_questions = mail->checks.dns_questions();
  mail->record.dns_from_cache = mail->checks.dns_from_cache();
  services_.log.transaction(mail->record, world_.now());
}

}  // namespace postern
