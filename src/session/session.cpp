#include "session/session.hpp"

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include "base/ascii.hpp"
#include "smtp/replies.hpp"

// The dialogue with the client reads downward in dialogue(), serve() and obey(); each on_ function is one
// command: what stands beside a transaction is in session_hello.cpp, MAIL and RCPT in session_envelope.cpp,
// DATA and BDAT in session_message.cpp. The wire throws, and run() is where that ends: it logs the
// transaction that was cut short, and leaves nothing upstream.

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
      protocol_(config().protocol),
      channel_(world_, std::move(stream)),
      relay_(
          world_,
          [this](const std::string& trouble) { services_.log.error(mail_ ? mail_->record.id : "", trouble); },
          services.pool),
      transaction_(protocol_) {
  client_.tcp = channel_.peer();
  client_.destination = channel_.local();
}

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
  if (!mail_ || !mail_->begun) channel_.interrupt_idle();
}

asio::awaitable<void> Session::dialogue() {
  co_await meet();
  if (stopping_ && !is_over()) farewell_ = replies::shutting_down();
  if (!is_over()) channel_.reply(greeting());
  while (!is_over()) {
    auto event = co_await next_event();
    co_await serve(std::move(event));
    if (is_over()) break;
    if (++commands_ >= config().limits.commands) farewell_ = replies::too_many_commands();
    if (errors_ >= config().limits.errors) farewell_ = replies::too_many_errors();
    if (stopping_ && !(mail_ && mail_->begun)) farewell_ = replies::shutting_down();
  }
}

smtp::Reply Session::greeting() const {
  return is_lmtp() ? replies::lmtp_greeting(config().hostname) : replies::greeting(config().hostname);
}

asio::awaitable<void> Session::meet() {
  if (config().proxy_protocol) co_await learn_proxied_client();
  if (is_over()) co_return;
  farewell_ = find_place();
  if (config().tls != ListenerTls::implicit) co_return;
  // Who expects TLS cannot read what is said before it, and no handshake is made for who is not served.
  if (farewell_) {
    farewell_.reset();
    over_ = true;
  } else {
    co_await start_tls();
  }
}

std::optional<smtp::Reply> Session::find_place() {
  auto place = services_.admission.admit(config());
  if (!place) return replies::too_many_connections();
  place_.emplace(std::move(*place));
  if (!place_->count_for(client_.peer().address, config())) return replies::too_many_connections_from_you();
  if (!gate_->learnt->get()) return replies::upstream_never_reached();
  return std::nullopt;
}

asio::awaitable<smtp::LineFramer::Event> Session::next_event() {
  if (next_) {
    auto event = std::move(*next_);
    next_.reset();
    co_return event;
  }
  auto event = co_await channel_.next_line(config().time.command);
  co_return event;
}

asio::awaitable<void> Session::serve(smtp::LineFramer::Event event) {
  if (proxy_watch_.sees(event)) co_return refuse_proxy_header();
  const auto* line = std::get_if<smtp::LineFramer::Line>(&event);
  if (!line) co_return refuse_line(event);
  auto command = smtp::parse_command(line->text);
  const auto verb = command ? command->verb : command.error().verb;
  if (verb == smtp::Verb::bdat) {
    // Where its octets end must be known before anything else is.
    if (!command) farewell_ = command.error().reply;
    if (command) co_await on_bdat(command->chunk);
    co_return;
  }
  const auto refusal = transaction_.refuse(verb);
  if (refusal) co_return answer(smtp::Verb::unknown, *refusal);
  if (!command) co_return answer(verb, command.error().reply);
  co_await obey(std::move(*command));
}

void Session::refuse_proxy_header() {
  services_.log.warning("", "a PROXY header came from " + format(client_.tcp) +
                                ": this listener does not expect one; set proxy-protocol");
  farewell_ = replies::unexpected_proxy_header();
}

void Session::refuse_line(const smtp::LineFramer::Event& event) {
  const auto* too_long = std::get_if<smtp::LineFramer::TooLong>(&event);
  const auto* bad = std::get_if<smtp::LineFramer::BadLine>(&event);
  const auto reply = too_long ? replies::line_too_long() : replies::stray_octets_in_command();
  const std::string_view start = too_long ? too_long->start : bad->start;
  // Behind it come octets of a message, nobody knows how many: they must not be read as commands.
  if (base::iequals(start, "BDAT")) {
    farewell_ = reply;
  } else {
    answer(smtp::Verb::unknown, reply);
  }
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
    case lhlo:
      co_await on_hello(command);
      break;
    case mail:
    case rcpt:
      co_await on_envelope(std::move(command));
      break;
    case data:
      co_await on_data();
      break;
    case bdat:
      break;  // serve() did it
    case xforward:
      on_xforward(command);
      break;
    case xclient:
      co_await on_xclient(command);
      break;
    case starttls:
      co_await on_starttls();
      break;
    case rset:
      co_await begin_anew();
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
      answer(expn, replies::not_implemented());
      break;
    case unknown:
      answer(unknown, replies::unknown_command());
      break;
  }
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
        farewell_ = late_reply();
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
  if (mail_ && mail_->committed) ending = Ending::delivered_in_part;
  co_await end_mail(ending);
  if (cancelled) {
    channel_.close();
    co_return;
  }
  if (farewell_) co_await channel_.close_with(*farewell_);
  channel_.close();
  co_await relay_.quit();
}

smtp::Reply Session::late_reply() const {
  if (stopping_) return replies::shutting_down();
  const bool too_long = mail_ && world_.now() >= mail_->last_moment;
  return too_long ? replies::message_took_too_long() : replies::timed_out();
}

}  // namespace postern
