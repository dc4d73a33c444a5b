#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/dot_codec.hpp"
#include "upstream/upstream.hpp"

namespace postern {

/// How the client sent a message, and what that asks of the way it goes on.
enum class Framing : std::uint8_t {
  data,  ///< by DATA: it goes on so
  bdat,  ///< by BDAT: it goes on so where the upstream takes chunks (RFC 3030), else by DATA
};

/// A message on its way to the upstream, after DATA's 354 or in chunks. Until finish() has sent the final dot
/// or the last chunk, the upstream has nothing that it could take for a message.
class UpstreamMessage {
 public:
  enum class Form : std::uint8_t { dotted, chunked };
  /// `upstream` outlives it.
  UpstreamMessage(Upstream& upstream, Form form) : upstream_(upstream), form_(form) {}

  /// A part of the message, in any chunking. After a failure the rest is dropped, and finish() tells.
  asio::awaitable<void> write(std::string_view octets);
  /// Does what may take long before the end: chunks get their replies, and of a message that has begun to
  /// leave, all that is left does. For the caller who, knowing that, still has a choice to make.
  asio::awaitable<void> settle();
  /// Settles, sends what is left and the end, and waits for so many final replies (LMTP has one for each
  /// recipient). When the upstream refused before the end, or was lost, that is the answer for all that are
  /// missing.
  asio::awaitable<std::vector<UpstreamAnswer>> finish(std::size_t replies);
  /// The upstream has answered all of it: the connection is in step.
  bool is_complete() const { return complete_; }

 private:
  asio::awaitable<void> send_part();
  asio::awaitable<void> send_end();
  asio::awaitable<void> post(std::string octets);
  asio::awaitable<void> take_chunk_replies(std::size_t allowed);
  asio::awaitable<UpstreamAnswer> last_word(UpstreamFailure failure);

  Upstream& upstream_;
  Form form_;
  smtp::DotEncoder encoder_;
  std::string outgoing_;
  bool has_sent_ = false;  // a part of the message
  std::size_t unanswered_chunks_ = 0;
  std::optional<UpstreamAnswer> ended_;  // why nothing more is sent
  bool complete_ = false;
};

}  // namespace postern
