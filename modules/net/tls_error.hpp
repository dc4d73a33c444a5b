#pragma once

#include <openssl/ssl.h>

#include <string>
#include <system_error>

namespace postern::net {

/// Why the last operation on `ssl` failed, from OpenSSL's error queue of this thread: an error of
/// tls_category().
std::error_code last_tls_error(const SSL& ssl);

/// Why the last call that had to do with a file failed, in words, from the same queue.
std::string last_openssl_reason();

/// An error of tls_category() by OpenSSL's SSL_R_ number, and one by its X509_V_ERR_ number.
std::error_code tls_error(int reason);
std::error_code tls_certificate_error(long verification);

}  // namespace postern::net
