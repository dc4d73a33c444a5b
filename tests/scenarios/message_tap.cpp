#include "message_tap.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace postern::test {

void MessageTap::client_sent(std::string_view octets) {
  // Who goes on without 354, after something was refused, has heard that DATA was.
  if (state_ == State::data_asked && is_refused_ && input_.empty()) state_ = State::commands;
  input_ += octets;
  if (state_ == State::data) return take_data();
  if (state_ == State::chunk) take_chunk();
  if (state_ == State::commands) take_commands();
}

void MessageTap::server_said(std::string_view line) {
  const bool is_refusal = line.starts_with('4') || line.starts_with('5');
  // A message that lacks a chunk is none.
  if (is_refusal && is_after_chunk_) message_ = {};
  if (state_ != State::data_asked) return;
  if (line.starts_with("354")) {
    state_ = State::data;
    decoder_.emplace();
    take_data();
  } else {
    is_refused_ = is_refused_ || is_refusal;
  }
}

void MessageTap::next_client() {
  state_ = State::commands;
  input_.clear();
  message_ = {};
}

void MessageTap::take_commands() {
  while (state_ == State::commands) {
    const auto end = input_.find("\r\n");
    if (end == input_.npos) return;
    const auto line = input_.substr(0, end);
    input_.erase(0, end + 2);
    take_command(line);
  }
}

void MessageTap::take_command(std::string_view line) {
  const auto words = base::split(line, ' ');
  const auto verb = base::to_upper(words.front());
  is_after_chunk_ = verb == "BDAT";
  if (verb == "RSET" || verb == "EHLO" || verb == "HELO" || verb == "LHLO") message_ = {};
  // Between chunks there may be another MAIL, which is refused.
  if (verb == "MAIL" && message_.octets.empty()) {
    const auto upper = base::to_upper(line);
    message_.utf8 = upper.find(" SMTPUTF8") != upper.npos;
    message_.is_binary = upper.find(" BODY=BINARYMIME") != upper.npos;
  }
  if (verb == "DATA") {
    state_ = State::data_asked;
    is_refused_ = false;
  }
  const auto size = verb == "BDAT" && words.size() > 1 ? base::parse_decimal(words[1]) : std::nullopt;
  if (!size) return;
  chunk_left_ = *size;
  is_last_chunk_ = words.size() > 2 && base::iequals(words[2], "LAST");
  state_ = State::chunk;
  take_chunk();
}

void MessageTap::take_data() {
  decoder_->feed(input_);
  for (;;) {
    const auto event = decoder_->next();
    if (const auto* decoded = std::get_if<smtp::DotDecoder::OctetsView>(&event)) {
      message_.octets += decoded->octets;
    } else if (std::holds_alternative<smtp::DotDecoder::End>(event)) {
      input_ = std::string(decoder_->rest());
      complete();
      return take_commands();
    } else {
      input_.clear();
      return;
    }
  }
}

void MessageTap::take_chunk() {
  const auto taken = std::min(chunk_left_, input_.size());
  message_.octets += input_.substr(0, taken);
  input_.erase(0, taken);
  chunk_left_ -= taken;
  if (chunk_left_ > 0) return;
  state_ = State::commands;
  if (is_last_chunk_) complete();
  take_commands();
}

void MessageTap::complete() {
  messages_.push_back(std::exchange(message_, {}));
  state_ = State::commands;
}

}  // namespace postern::test
