#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/handle.hpp"
#include "net/tls_facts.hpp"

namespace postern::net {

using SslHandle = base::Handle<SSL, SSL_free>;

/// One TLS connection without I/O: what comes from the transport is fed, what goes to it is taken. The result
/// does not depend on where the input was cut. Once a step has failed, each later one fails with the same
/// error.
class TlsEngine {
 public:
  enum class Step : std::uint8_t {
    done,
    need_input,  ///< feed more, or finish_input, and do the same again
    ended,       ///< read only: the peer has said close_notify, or its input was finished
    failed,      ///< see failure(); the output may hold an alert for the peer
  };
  struct Read {
    Step step;
    std::size_t size = 0;
  };

  /// `ssl` has its role and its settings, and no BIO yet.
  explicit TlsEngine(SslHandle ssl);
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;

  void feed(std::string_view ciphertext);
  /// The transport has ended.
  void finish_input() { input_finished_ = true; }

  Step handshake();
  /// Decrypts one record, or what fits of it. `into` must not be empty.
  Read read(std::span<char> into);
  /// Encrypts all of `plain`, which must not be empty, and the same again after need_input.
  Step write(std::string_view plain);
  /// Says close_notify, unless the connection has failed.
  void close();

  /// Whether read would give octets now.
  bool has_plain();
  /// Whether close_notify has been met.
  bool is_ended() const;
  std::error_code failure() const { return failure_; }
  const TlsFacts& facts() const { return facts_; }

  /// What goes to the transport next. A view until the next step.
  std::string_view output() const { return queues_.out; }
  /// The first octets of the output have been sent.
  void drop_output(std::size_t size) { queues_.out.erase(0, size); }
  /// All of the output, which is the caller's to send now.
  std::string take_output() { return std::exchange(queues_.out, {}); }

  /// What OpenSSL reads from and writes to.
  struct Queues {
    std::string in;
    std::size_t consumed = 0;  // of `in`
    std::string out;
  };

 private:
  Step judge(int result);
  /// `unsent`: the size of the output before.
  Step judge_reading(int result, std::size_t unsent);
  Step fail(std::error_code code);
  void learn_facts();

  Queues queues_;
  SslHandle ssl_;
  TlsFacts facts_;
  std::error_code failure_;
  std::size_t chatter_ = 0;  // what was said while reading
  bool input_finished_ = false;
};

}  // namespace postern::net
