#pragma once

// Private to modules/spf: libspf2 in a form that C++ can include. Its headers have no extern "C" and forget
// what they need.

#include <netinet/in.h>

#include <arpa/nameser.h>
#include <netdb.h>
#include <sys/types.h>

#include <cstdarg>

#include "base/handle.hpp"

extern "C" {
#include <spf2/spf.h>
#include <spf2/spf_dns.h>
#include <spf2/spf_dns_rr.h>
#include <spf2/spf_log.h>
#include <spf2/spf_request.h>
#include <spf2/spf_response.h>
#include <spf2/spf_server.h>
}

namespace postern::spf {

using Libspf2Server = base::Handle<SPF_server_t, SPF_server_free>;
using Libspf2Request = base::Handle<SPF_request_t, SPF_request_free>;
using Libspf2Response = base::Handle<SPF_response_t, SPF_response_free>;

/// `call(argument)`; false when libspf2 found a fault of its own in it and wanted to abort the process. The
/// call was left where it stood then: what it worked on must not be used nor freed. `call` is C, or owns
/// nothing.
bool survives(void (*call)(void*), void* argument);

/// libspf2 writes to standard error, and aborts: not in here. Once for the process, from any thread.
void tame_libspf2();

}  // namespace postern::spf
