#include "session.hpp"

#include <algorithm>
#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include "base/ascii.hpp"
#include "smtp/replies.hpp"
#include "trace.hpp"

// The dialogue with the client reads downward in dialogue(), serve() and obey(); each on_ function is one
// command. The wire throws, and run() is where that ends: it logs the transaction that was cut short, and
// leaves nothing upstream.

namespace postern {

namespace replies = smtp::replies;

/// One transaction: from MAIL to its end, whatever that is.
struct Session::Mail {
  explicit Mail(const CheckTools& tools) : checks(tools), message(tools.world, tools.config, checks) {}

  TransactionRecord record;
  Authenticator checks;
  Intake message;
};

namespace {

/// The most of a Message-ID that is logged; honest ones have some 80 octets, and a field may have a million.
constexpr std::size_t longest_logged = 250;

Ending ending_of(const smtp::Reply& reply) {
  if (reply.is_positive()) return Ending::delivered;
  return reply.is_permanent() ? Ending::refused : Ending::deferred;
}

/// Who left in good order: the end of the stream, or a connection that broke under us.
bool is_departure(std::error_code code) {
  return code == asio::error::eof || code == asio::error::connection_reset ||
         code == asio::error::broken_pipe;
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

Session::Session(const Services& services, std::unique_ptr<net::Stream> stream)
    : services_(services),
      config_(services.tools.config),
      world_(services.tools.world),
      channel_(world_, std::move(stream)),
      relay_(world_, config_, services.learnt, [this](Stage stage, const UpstreamAnswer& answer) {
        const auto* reply = std::get_if<smtp::Reply>(&answer);
        services_.log.error(
            mail_ ? mail_->record.id : "",
            "the upstream " + format(config_.upstream) + " answered " + std::string(to_string(stage)) +
                " with: " + (reply ? one_line(*reply) : "what is not an SMTP reply") +
                "; the client was told to try again later. Check the upstream's configuration.");
      }) {}

Session::~Session() = default;

asio::awaitable<void> Session::run() {
  std::exception_ptr failure;
  try {
    co_await dialogue();
  } catch (...) {
    failure = std::current_exception();
  }
  // A session that was cancelled has checks to end and a transaction to log like any other.
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await leave(failure);
}

void Session::stop() {
  stopping_ = true;
  if (!mail_) channel_.interrupt_idle();
}

asio::awaitable<void> Session::dialogue() {
  if (!services_.learnt.get()) {
    farewell_ = replies::upstream_never_reached();
    co_return;
  }
  channel_.reply(replies::greeting(config_.hostname));
  while (!farewell_) {
    auto event = co_await channel_.next_line(config_.time.command);
    co_await serve(std::move(event));
    if (farewell_) break;
    if (++commands_ >= config_.limits.commands) farewell_ = replies::too_many_commands();
    if (errors_ >= config_.limits.errors) farewell_ = replies::too_many_errors();
    if (stopping_ && !mail_) farewell_ = replies::shutting_down();
  }
}

asio::awaitable<void> Session::serve(smtp::LineFramer::Event event) {
  const auto* line = std::get_if<smtp::LineFramer::Line>(&event);
  if (!line) {
    const bool too_long = std::holds_alternative<smtp::LineFramer::TooLong>(event);
    answer(smtp::Verb::unknown, too_long ? replies::line_too_long() : replies::stray_octets_in_command());
    co_return;
  }
  auto command = smtp::parse_command(line->text);
  const auto verb = command ? command->verb : command.error().verb;
  const auto refusal = transaction_.refuse(verb);
  if (refusal) co_return answer(smtp::Verb::unknown, *refusal);
  if (!command) co_return answer(verb, command.error().reply);
  co_await obey(std::move(*command));
}

void Session::say(const smtp::Reply& reply) {
  channel_.reply(reply);
  if (mail_) mail_->record.reply = one_line(reply);
}

void Session::answer(smtp::Verb verb, const smtp::Reply& reply) {
  say(reply);
  const bool accepted = reply.code < 400;
  if (accepted) return transaction_.on_accepted(verb);
  transaction_.on_refused(verb);
  // A recipient that the upstream does not have is no fault of the client's dialogue.
  if (verb != smtp::Verb::rcpt || reply.code / 10 == 50) ++errors_;
}

asio::awaitable<void> Session::obey(smtp::Command command) {
  using enum smtp::Verb;
  switch (command.verb) {
    case ehlo:
    case helo:
      co_await on_hello(command);
      break;
    case mail:
      co_await on_mail(std::move(command));
      break;
    case rcpt:
      co_await on_rcpt(std::move(command));
      break;
    case data:
      co_await on_data();
      break;
    case xforward:
      on_xforward(command);
      break;
    case rset:
      co_await end_mail(Ending::reset);
      co_await relay_.reset();
      forwarded_.reset();
      answer(rset, replies::ok());
      break;
    case quit:
      farewell_ = replies::closing();
      break;
    case noop:
      answer(noop, replies::ok());
      break;
    case vrfy:
      answer(vrfy, replies::cannot_verify());
      break;
    case help:
      answer(help, replies::help());
      break;
    case expn:
    case starttls:
      answer(command.verb, replies::not_implemented());
      break;
    case unknown:
      answer(unknown, replies::unknown_command());
      break;
  }
}

asio::awaitable<void> Session::on_hello(const smtp::Command& command) {
  // RFC 5321 §4.1.4: a new EHLO clears everything, as RSET does.
  co_await end_mail(Ending::reset);
  co_await relay_.reset();
  forwarded_.reset();
  helo_ = command.argument;
  offered_.reset();
  if (command.verb == smtp::Verb::helo) co_return answer(command.verb, replies::helo(config_.hostname));
  const auto learnt = services_.learnt.get();
  smtp::Offer offer{.upstream = learnt.value_or(smtp::Extensions{}),
                    .size_limit = config_.limits.message_octets,
                    .room_for_our_fields = room_for_our_fields};
  // Before the queue there is no queue id to tell.
  using enum smtp::Offer::Xforward;
  if (may_forward()) offer.xforward = config_.queue == Queue::before ? without_ident : with_ident;
  const auto reply = replies::ehlo(config_.hostname, smtp::advertise(offer));
  offered_ = smtp::parse_extensions(reply);
  answer(command.verb, reply);
}

void Session::on_xforward(const smtp::Command& command) {
  if (!may_forward()) return answer(command.verb, replies::xforward_denied());
  // The first XFORWARD of a transaction makes every attribute unknown; what is not sent stays so.
  auto told = smtp::parse_xforward(command.argument, forwarded_.value_or(smtp::Xforward{}));
  if (!told) return answer(command.verb, told.error());
  forwarded_ = std::move(*told);
  answer(command.verb, replies::ok());
}

asio::awaitable<void> Session::on_mail(smtp::Command command) {
  mail_ = std::make_unique<Mail>(services_.tools);
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
    record.upstream = format(config_.upstream);
    EnvelopeCommand sender{command.verb, std::move(command.path), std::move(command.parameters)};
    auto reply = co_await relay_.mail(std::move(sender), client_for_upstream());
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
  const bool utf8 = find_parameter(relay_.envelope().sender.parameters, "SMTPUTF8") != nullptr;
  if (needs_smtputf8(command.path) && !utf8) return replies::needs_smtputf8();
  if (relay_.envelope().recipients.size() >= config_.limits.recipients) return replies::too_many_recipients();
  return std::nullopt;
}

asio::awaitable<void> Session::on_rcpt(smtp::Command command) {
  if (const auto refusal = refuse_parameters(command)) {
    ++mail_->record.recipients_refused;
    co_return answer(command.verb, *refusal);
  }
  const auto mailbox = smtp::format_mailbox(command.path);
  EnvelopeCommand recipient{command.verb, std::move(command.path), std::move(command.parameters)};
  const auto reply = co_await relay_.rcpt(std::move(recipient));
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
    const auto chunk = co_await channel_.next_octets(config_.time.data_block);
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
  const auto verdict = co_await checks.finish(*record.received + config_.time.checks);
  record.judged = world_.now();

  auto results = results_of(verdict, config_.authserv_id);
  record.results = results.results;
  sanitise(message.header(), config_.authserv_id);
  const Hop hop{.helo = helo_,
                .peer = channel_.peer().address,
                .peer_name = forwarded_ ? "" : verified_name(verdict),
                .esmtp = has_ehlo(),
                .utf8 = find_parameter(relay_.envelope().sender.parameters, "SMTPUTF8") != nullptr,
                .id = record.id,
                .recipient = record.recipients.size() == 1 ? record.recipients.front() : "",
                .time = world_.wall_time()};
  std::string header = mail::format_authentication_results(results) + received_field(hop, config_.hostname);
  message.header().append_to(header);
  if (message.has_blank_line()) header += "\r\n";
  auto reply = co_await deliver(std::move(header));
  co_return reply;
}

asio::awaitable<smtp::Reply> Session::deliver(std::string header) {
  auto refused = co_await relay_.begin_data();
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
  auto reply = co_await relay_.finish();
  co_return reply;
}

asio::awaitable<void> Session::end_mail(Ending ending) {
  if (!mail_) co_return;
  const auto mail = std::exchange(mail_, nullptr);
  co_await mail->checks.stop();
  mail->record.ending = ending;
  // What was refused before the upstream heard of it has no reply of the upstream.
  if (!mail->record.upstream.empty()) mail->record.upstream_reply = relay_.last_word();
  mail->record.dns_questions = mail->checks.dns_questions();
  mail->record.dns_from_cache = mail->checks.dns_from_cache();
  services_.log.transaction(mail->record, world_.now());
}

asio::awaitable<void> Session::leave(std::exception_ptr failure) {
  auto ending = Ending::reset;
  bool cancelled = false;
  if (failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::system_error& error) {
      cancelled = error.code() == asio::error::operation_aborted;
      ending = Ending::client_gone;
      if (mail_) mail_->record.trouble = error.code().message();
      if (error.code() == asio::error::timed_out) {
        farewell_ = stopping_ ? replies::shutting_down() : replies::timed_out();
      } else if (!is_departure(error.code()) && !cancelled) {
        ending = Ending::failed;
        farewell_ = replies::local_error();
        services_.log.error(mail_ ? mail_->record.id : "", std::string("a session failed: ") + error.what());
      }
    } catch (const std::exception& error) {
      ending = Ending::failed;
      farewell_ = replies::local_error();
      services_.log.error(mail_ ? mail_->record.id : "", std::string("a session failed: ") + error.what());
    }
  }
  // First of all: what has begun upstream must never become a message.
  if (failure) relay_.abandon();
  co_await end_mail(ending);
  if (cancelled) {
    channel_.close();
    co_return;
  }
  co_await relay_.quit();
  if (farewell_) co_await channel_.close_with(*farewell_);
  channel_.close();
}

bool Session::may_forward() const {
  const auto& peer = channel_.peer().address;
  // A unix socket's permissions say who may connect.
  if (!peer) return true;
  const auto trusts = [&peer](const base::Network& network) { return network.contains(*peer); };
  return std::ranges::any_of(config_.trusted_proxies, trusts);
}

ClientIdentity Session::client_for_checks() const {
  if (!forwarded_) return {.address = channel_.peer().address, .helo = helo_};
  return {.address = forwarded_->addr,
          .helo = forwarded_->helo,
          .local = forwarded_->source == smtp::Xforward::Source::local};
}

smtp::Xforward Session::client_for_upstream() const {
  if (forwarded_) return *forwarded_;
  smtp::Xforward client;
  client.addr = channel_.peer().address;
  if (client.addr) client.port = channel_.peer().port;
  client.helo = helo_;
  client.proto = has_ehlo() ? "ESMTP" : "SMTP";
  return client;
}

}  // namespace postern
