#pragma once

#include "mail/authentication_results.hpp"
#include "net/tls_facts.hpp"

namespace postern::checks {

/// `x-tls`: what the client's connection is protected with. There is no result for one in the clear.
///
///     x-tls=pass smtp.version=TLSv1.3 smtp.cipher=TLS_AES_256_GCM_SHA384 smtp.bits=256
mail::MethodResult tls(const net::TlsFacts& facts);

}  // namespace postern::checks
