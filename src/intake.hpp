#pragma once

#include <optional>
#include <string_view>

#include "config.hpp"
#include "mail/header_block.hpp"
#include "mail/message_splitter.hpp"
#include "smtp/reply.hpp"
#include "smtp/stray_octets.hpp"
#include "spool.hpp"

namespace postern {

class Authenticator;

/// Takes a message in as it comes: header fields into a block, body into the spool, both past the checks. A
/// message that must be refused is taken in to its end all the same, without being kept, because the reply
/// follows it.
class Intake {
 public:
  /// All of these outlive it.
  Intake(net::World& world, const ListenerConfig& config, Authenticator& checks);

  /// The next decoded octets, in any chunking.
  asio::awaitable<void> feed(std::string_view octets);
  /// The message is complete.
  asio::awaitable<void> finish(const smtp::StrayOctets& stray);

  /// Why the message cannot be relayed, whatever the checks say; only after finish().
  const std::optional<smtp::Reply>& refusal() const { return refusal_; }
  std::uint64_t octets() const { return octets_; }
  mail::HeaderBlock& header() { return header_; }
  bool has_blank_line() const { return blank_line_; }
  Spool& body() { return body_; }

 private:
  asio::awaitable<void> take_events();
  asio::awaitable<void> take_body(std::string_view octets);
  void take_field(mail::HeaderField field);
  void refuse(smtp::Reply reply);

  const ListenerConfig& config_;
  Authenticator& checks_;
  mail::MessageSplitter splitter_;
  mail::HeaderBlock header_;
  Spool body_;
  bool blank_line_ = false;
  std::uint64_t octets_ = 0;
  std::optional<smtp::Reply> refusal_;
};

}  // namespace postern
