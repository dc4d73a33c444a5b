#pragma once

#include <memory>
#include <optional>
#include <string>

#include "admission.hpp"
#include "authenticator.hpp"
#include "client_channel.hpp"
#include "intake.hpp"
#include "log.hpp"
#include "relay.hpp"
#include "smtp/command.hpp"
#include "smtp/transaction.hpp"

namespace postern {

/// What a thread has for its sessions; all of it outlives them.
struct Services {
  CheckTools tools;
  const Log& log;
  Admission& admission;
};

/// One client's connection, from the greeting to its end.
class Session {
 public:
  /// `services` outlive it.
  Session(const Services& services, std::shared_ptr<const LiveGate> live,
          std::unique_ptr<net::Stream> stream);

  /// The whole dialogue. Throws nothing: whatever happens ends this session, and only this one.
  asio::awaitable<void> run();
  /// The program stops: a session between messages says 421 now, any other after its message.
  void stop();

 private:
  /// One transaction: from MAIL to its end, whatever that is.
  struct Mail {
    Mail(const CheckTools& tools, const ListenerConfig& config)
        : checks(tools, config), message(tools.world, config, checks) {}

    TransactionRecord record;
    Authenticator checks;
    Intake message;
  };

  asio::awaitable<void> dialogue();
  asio::awaitable<void> serve(smtp::LineFramer::Event event);
  asio::awaitable<void> obey(smtp::Command command);
  void say(const smtp::Reply& reply);
  /// Says the reply to a command, and what follows from it for the state of the dialogue.
  void answer(smtp::Verb verb, const smtp::Reply& reply);

  asio::awaitable<void> on_hello(const smtp::Command& command);
  asio::awaitable<void> on_mail(smtp::Command command);
  asio::awaitable<void> on_rcpt(smtp::Command command);
  asio::awaitable<void> on_data();
  void on_xforward(const smtp::Command& command);

  std::optional<smtp::Reply> refuse_parameters(const smtp::Command& command) const;
  asio::awaitable<void> receive();
  asio::awaitable<smtp::Reply> judge_and_deliver();
  asio::awaitable<smtp::Reply> deliver(std::string header);
  /// Ends the current transaction, logged with `ending`.
  asio::awaitable<void> end_mail(Ending ending);
  asio::awaitable<void> leave(std::exception_ptr failure);

  const ListenerConfig& config() const { return gate_->config; }
  bool may_forward() const;
  bool has_ehlo() const { return offered_.has_value(); }
  smtp::Xforward client_for_upstream() const;
  ClientIdentity client_for_checks() const;

  const Services& services_;
  std::shared_ptr<const LiveGate> live_;
  std::shared_ptr<const Gate> gate_;  // in force for the current transaction, or since the last
  net::World& world_;
  ClientChannel channel_;
  Relay relay_;
  smtp::Transaction transaction_;
  std::string helo_;
  std::optional<smtp::Extensions> offered_;  // what our EHLO said; nothing after HELO
  std::optional<smtp::Xforward> forwarded_;
  std::unique_ptr<Mail> mail_;
  std::size_t commands_ = 0;
  std::size_t errors_ = 0;
  bool stopping_ = false;
  std::optional<smtp::Reply> farewell_;  // said, or to be said: the session ends with it
};

}  // namespace postern
