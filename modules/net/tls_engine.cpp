#include "net/tls_engine.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <new>

#include "base/ascii.hpp"
#include "net/tls_error.hpp"

// OpenSSL reads and writes through a BIO of ours over two strings. A memory BIO of OpenSSL's keeps the
// largest size it ever had; these give their memory back whenever they are empty, and
// SSL_MODE_RELEASE_BUFFERS does the same for the records inside OpenSSL, so that an idle connection holds
// neither.

namespace postern::net {

namespace {

/// What TLS itself may have to say while we read, over the life of a connection: an alert or two, unless the
/// peer asks for renegotiations again and again, each of which is refused in some 30 octets.
constexpr std::size_t chatter_limit = 16 * 1024;

TlsEngine::Queues& queues_of(BIO* bio) {
  return *static_cast<TlsEngine::Queues*>(BIO_get_data(bio));
}

int read_queue(BIO* bio, char* into, std::size_t size, std::size_t* read) {
  auto& queues = queues_of(bio);
  BIO_clear_retry_flags(bio);
  *read = std::min(size, queues.in.size() - queues.consumed);
  if (*read == 0) {
    BIO_set_retry_read(bio);
    return 0;
  }
  std::copy_n(queues.in.data() + queues.consumed, *read, into);
  queues.consumed += *read;
  if (queues.consumed == queues.in.size()) {
    queues.in = std::string();
    queues.consumed = 0;
  }
  return 1;
}

int write_queue(BIO* bio, const char* octets, std::size_t size, std::size_t* written) {
  BIO_clear_retry_flags(bio);
  queues_of(bio).out.append(octets, size);
  *written = size;
  return 1;
}

long control_queue(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

using Method = base::Handle<BIO_METHOD, BIO_meth_free>;

Method make_method() {
  Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "queues"));
  if (!method) throw std::bad_alloc();
  BIO_meth_set_read_ex(method.get(), read_queue);
  BIO_meth_set_write_ex(method.get(), write_queue);
  BIO_meth_set_ctrl(method.get(), control_queue);
  return method;
}

BIO* make_bio(TlsEngine::Queues& queues) {
  static const Method method = make_method();
  BIO* bio = BIO_new(method.get());
  if (!bio) throw std::bad_alloc();
  BIO_set_data(bio, &queues);
  BIO_set_init(bio, 1);
  return bio;
}

std::string subject_of(X509* certificate) {
  if (!certificate) return "";
  const base::Handle<BIO, BIO_free_all> text(BIO_new(BIO_s_mem()));
  if (!text) throw std::bad_alloc();
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(text.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

}  // namespace

TlsEngine::TlsEngine(SslHandle ssl) : ssl_(std::move(ssl)) {
  auto* bio = make_bio(queues_);
  SSL_set_bio(ssl_.get(), bio, bio);
}

void TlsEngine::feed(std::string_view ciphertext) {
  queues_.in += ciphertext;
}

TlsEngine::Step TlsEngine::handshake() {
  if (failure_) return Step::failed;
  ERR_clear_error();
  const auto step = judge(SSL_do_handshake(ssl_.get()));
  if (step == Step::ended || (step == Step::need_input && input_finished_)) {
    return fail(tls_error(SSL_R_UNEXPECTED_EOF_WHILE_READING));
  }
  if (step == Step::done) learn_facts();
  return step;
}

TlsEngine::Read TlsEngine::read(std::span<char> into) {
  if (failure_) return {Step::failed};
  ERR_clear_error();
  std::size_t size = 0;
  const auto unsent = queues_.out.size();
  const auto step = judge_reading(SSL_read_ex(ssl_.get(), into.data(), into.size(), &size), unsent);
  if (step != Step::need_input || !input_finished_) return {step, size};
  facts_.truncated = true;
  return {Step::ended};
}

TlsEngine::Step TlsEngine::write(std::string_view plain) {
  if (failure_) return Step::failed;
  ERR_clear_error();
  std::size_t written = 0;
  const auto step = judge(SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &written));
  // It wants input only in the middle of a message of TLS's own, which now never ends.
  if (step == Step::need_input && input_finished_) return fail(tls_error(SSL_R_UNEXPECTED_EOF_WHILE_READING));
  return step;
}

void TlsEngine::close() {
  if (failure_ || !SSL_is_init_finished(ssl_.get())) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

bool TlsEngine::has_plain() {
  if (failure_) return false;
  ERR_clear_error();
  char octet = 0;
  std::size_t size = 0;
  const auto unsent = queues_.out.size();
  return judge_reading(SSL_peek_ex(ssl_.get(), &octet, 1, &size), unsent) == Step::done;
}

bool TlsEngine::is_ended() const {
  return SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN;
}

TlsEngine::Step TlsEngine::judge(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE:
      return Step::done;
    case SSL_ERROR_WANT_READ:
      return Step::need_input;
    case SSL_ERROR_ZERO_RETURN:
      return Step::ended;
    default:
      return fail(last_tls_error(*ssl_));
  }
}

TlsEngine::Step TlsEngine::judge_reading(int result, std::size_t unsent) {
  chatter_ += queues_.out.size() - unsent;
  if (chatter_ > chatter_limit) return fail(tls_error(SSL_R_TOO_MANY_WARN_ALERTS));
  return judge(result);
}

TlsEngine::Step TlsEngine::fail(std::error_code code) {
  failure_ = code;
  return Step::failed;
}

void TlsEngine::learn_facts() {
  const auto* ssl = ssl_.get();
  facts_.version = SSL_get_version(ssl);
  facts_.cipher = SSL_get_cipher_name(ssl);
  facts_.bits = SSL_get_cipher_bits(ssl, nullptr);
  if (const auto* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)) {
    facts_.server_name = base::to_lower(std::string_view(name));
  }
  facts_.peer_subject = subject_of(SSL_get0_peer_certificate(ssl));
  facts_.verified = SSL_get_verify_mode(ssl) == SSL_VERIFY_PEER && SSL_get_verify_result(ssl) == X509_V_OK;
}

}  // namespace postern::net
