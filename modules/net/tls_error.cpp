#include "net/tls_error.hpp"

#include <openssl/err.h>
#include <openssl/pemerr.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>

#include "net/tls.hpp"

// The value of an error is OpenSSL's packed code, or, for a certificate that was not accepted, the negative
// of its verification code. OpenSSL's own words name its functions' troubles; a table says the common ones as
// what they mean between two mail servers.

namespace postern::net {

namespace {

struct Meaning {
  int reason;
  const char* words;
};

constexpr std::array meanings{
    Meaning{SSL_R_UNSUPPORTED_PROTOCOL, "the peer offers no TLS version later than 1.1"},
    Meaning{SSL_R_VERSION_TOO_LOW, "the peer offers no TLS version later than 1.1"},
    Meaning{SSL_R_WRONG_VERSION_NUMBER, "what the peer says is not TLS"},
    Meaning{SSL_R_HTTP_REQUEST, "what the peer says is not TLS but HTTP"},
    Meaning{SSL_R_PACKET_LENGTH_TOO_LONG, "what the peer says is not TLS"},
    Meaning{SSL_R_NO_SHARED_CIPHER, "the peer offers no cipher that we accept"},
    Meaning{SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, "the peer accepts no signature that our key can make"},
    Meaning{SSL_R_UNEXPECTED_EOF_WHILE_READING, "the peer closed the connection inside the TLS handshake"},
    Meaning{SSL_R_TOO_MANY_WARN_ALERTS, "the peer asks for what was refused, over and over"},
    Meaning{SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, "a TLS record was altered on its way"},
    Meaning{SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, "the peer accepts none of our TLS versions"},
    Meaning{SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, "the peer accepts none of what we offer"},
    Meaning{SSL_R_TLSV1_ALERT_UNKNOWN_CA, "the peer does not know the CA of our certificate"},
    Meaning{SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "the peer does not accept our certificate"},
    Meaning{SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "the peer does not accept our certificate"},
    Meaning{SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, "the peer says that our certificate has expired"},
    Meaning{SSL_R_TLSV1_UNRECOGNIZED_NAME, "the peer does not know the name that we asked for"},
    Meaning{SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, "the peer demands a certificate of ours"},
};

std::string reason_words(unsigned long code) {
  if (ERR_SYSTEM_ERROR(code)) return std::system_category().message(ERR_GET_REASON(code));
  const char* words = ERR_reason_error_string(code);
  return words ? words : "no reason known";
}

class TlsCategory final : public std::error_category {
 public:
  const char* name() const noexcept override { return "tls"; }
  std::string message(int value) const override {
    if (value < 0) return std::string("the peer's certificate: ") + X509_verify_cert_error_string(-value);
    const auto code = static_cast<unsigned long>(value);
    const auto known = std::ranges::find(meanings, ERR_GET_REASON(code), &Meaning::reason);
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && known != meanings.end()) return known->words;
    return reason_words(code);
  }
};

}  // namespace

const std::error_category& tls_category() {
  static const TlsCategory category;
  return category;
}

std::error_code tls_error(int reason) {
  return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), tls_category()};
}

std::error_code tls_certificate_error(long verification) {
  return {static_cast<int>(-verification), tls_category()};
}

std::error_code last_tls_error(const SSL& ssl) {
  // The queue begins with the detail that made the verification fail; the result sums it up.
  if (const auto verified = SSL_get_verify_result(&ssl);
      SSL_get_verify_mode(&ssl) == SSL_VERIFY_PEER && verified != X509_V_OK) {
    return tls_certificate_error(verified);
  }
  const auto code = ERR_peek_error();
  // An error of the system does not arise: the engine has no system calls. Without any, the peer ended.
  if (code == 0 || ERR_SYSTEM_ERROR(code)) return tls_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
  return {static_cast<int>(code), tls_category()};
}

std::string last_openssl_reason() {
  const auto code = ERR_peek_error();
  const bool is_not_pem = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
  const bool is_no_key = ERR_GET_LIB(code) == ERR_LIB_OSSL_DECODER;
  if (is_not_pem || is_no_key) return "there is none in it in PEM form";
  return reason_words(code);
}

}  // namespace postern::net
