#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/dot_codec.hpp"

namespace postern::test {

/// A message that a client has sent to its end.
struct TappedMessage {
  std::string octets;  ///< without the dots of DATA and the commands of BDAT
  bool utf8 = false;
  bool is_binary = false;
};

/// Listens to a client and its server, and keeps every message that the client sends whole, whatever the
/// server says to it in the end.
class MessageTap {
 public:
  void client_sent(std::string_view octets);
  void server_said(std::string_view line);
  /// Another client connects; what the one before had not sent whole is no message.
  void next_client();

  const std::vector<TappedMessage>& messages() const { return messages_; }

 private:
  void take_commands();
  void take_command(std::string_view line);
  void take_data();
  void take_chunk();
  void complete();

  enum class State { commands, data_asked, data, chunk } state_ = State::commands;
  std::string input_;
  TappedMessage message_;
  std::optional<smtp::DotDecoder> decoder_;
  std::size_t chunk_left_ = 0;
  bool is_last_chunk_ = false;
  bool is_after_chunk_ = false;
  bool is_refused_ = false;  // something was, since DATA was sent
  std::vector<TappedMessage> messages_;
};

}  // namespace postern::test
