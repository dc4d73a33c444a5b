#include "session.hpp"

#include <algorithm>
#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include "smtp/replies.hpp"

// The dialogue with the client reads downward in dialogue(), serve() and obey(); each on_ function is one
// command (those of a transaction are in session_mail.cpp). The wire throws, and run() is where that ends: it
// logs the transaction that was cut short, and leaves nothing upstream.

namespace postern {

namespace replies = smtp::replies;

namespace {

/// Who left in good order: the end of the stream, or a connection that broke under us.
bool is_departure(std::error_code code) {
  return code == asio::error::eof || code == asio::error::connection_reset ||
         code == asio::error::broken_pipe;
}

}  // namespace

Session::Session(const Services& services, std::shared_ptr<const LiveGate> live,
                 std::unique_ptr<net::Stream> stream)
    : services_(services),
      live_(std::move(live)),
      gate_(live_->get()),
      world_(services.tools.world),
      channel_(world_, std::move(stream)),
      relay_(world_, [this](const std::string& trouble) {
        services_.log.error(mail_ ? mail_->record.id : "", trouble);
      }) {}

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
  if (!gate_->learnt->get()) {
    farewell_ = replies::upstream_never_reached();
    co_return;
  }
  channel_.reply(replies::greeting(config().hostname));
  while (!farewell_) {
    auto event = co_await channel_.next_line(config().time.command);
    co_await serve(std::move(event));
    if (farewell_) break;
    if (++commands_ >= config().limits.commands) farewell_ = replies::too_many_commands();
    if (errors_ >= config().limits.errors) farewell_ = replies::too_many_errors();
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
  // What may succeed later is no fault of the client's, nor is a recipient that the upstream does not have.
  if (reply.is_permanent() && (verb != smtp::Verb::rcpt || reply.code / 10 == 50)) ++errors_;
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
    case lhlo:
    case bdat:
    case starttls:
    case xclient:
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
  if (command.verb == smtp::Verb::helo) co_return answer(command.verb, replies::helo(config().hostname));
  const auto learnt = gate_->learnt->get();
  smtp::Offer offer{.upstream = learnt.value_or(smtp::Extensions{}),
                    .size_limit = config().limits.message_octets,
                    .room_for_our_fields = room_for_our_fields};
  // Before the queue there is no queue id to tell.
  using enum smtp::Offer::Xforward;
  if (may_forward()) offer.xforward = config().queue == Queue::before ? without_ident : with_ident;
  const auto reply = replies::ehlo(config().hostname, smtp::advertise(offer));
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
  // A unix socket's permissions say who may connect.
  if (channel_.peer().is_unix) return true;
  const auto& peer = channel_.peer().address;
  if (!peer) return false;
  const auto trusts = [&peer](const base::Network& network) { return network.contains(*peer); };
  return std::ranges::any_of(config().trusted_proxies, trusts);
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
