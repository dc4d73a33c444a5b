#pragma once

#include <optional>
#include <string_view>

#include "config/listener_config.hpp"
#include "mail/header_block.hpp"
#include "mail/message_splitter.hpp"
#include "session/admission.hpp"
#include "session/spool.hpp"
#include "smtp/reply.hpp"
#include "smtp/stray_octets.hpp"

namespace postern {

class Authenticator;

/// Takes a message in as it comes: header fields into a block, body into the spool, both past the checks. A
/// message that must be refused is taken in to its end all the same, without being kept, because the reply
/// follows it.
class Intake {
 public:
  /// All of these outlive it; `octets` are counted for nothing else.
  Intake(net::World& world, const ListenerConfig& config, OctetsInFlight& octets, Authenticator& checks);

  /// The next decoded octets, in any chunking.
  asio::awaitable<void> feed(std::string_view octets);
  /// The message is complete; `stray` is what was found in it that a message of lines must not have. The body
  /// of a `binary` one, BODY=BINARYMIME, is no lines and may have it all (RFC 3030 §3).
  asio::awaitable<void> finish(const smtp::StrayOctets& stray, bool binary);

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
  std::optional<smtp::Reply> refuse_stray(const smtp::StrayOctets& stray, bool binary) const;

  const ListenerConfig& config_;
  Authenticator& checks_;
  OctetsInFlight& in_flight_;
  mail::MessageSplitter splitter_;
  mail::HeaderBlock header_;
  Spool body_;
  bool blank_line_ = false;
  std::uint64_t octets_ = 0;
  std::optional<smtp::Reply> refusal_;
};

}  // namespace postern
