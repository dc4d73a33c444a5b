#pragma once

#include <memory>

#include "dkim/verifier.hpp"

namespace postern::dkim {

/// The engine behind which libopendkim 2.11 works. Throws std::bad_alloc when the library cannot start.
///
/// What the library decides otherwise than we do is decided before or after it, see opendkim_verifier.cpp.
/// Two limits remain: a key record over 1,024 octets (RSA beyond some 5,500 bits) is a permerror, and so is a
/// signature that names From only after 4,096 octets of h=.
std::unique_ptr<Engine> make_opendkim_engine(Limits limits = {});

}  // namespace postern::dkim
