#pragma once

#include <memory>

#include "dkim/verifier.hpp"

namespace postern::dkim {

/// The engine behind which libopendkim 2.11 works. Throws std::bad_alloc when the library cannot start.
///
/// What the library decides otherwise than we do is decided before or after it, see opendkim_verifier.cpp.
/// These limits of it remain, and are permerror: a key record over 1,024 octets (RSA beyond some 5,500 bits),
/// From named only after 4,096 octets of h=, and a t= in the first ten years after 1970.
std::unique_ptr<Engine> make_opendkim_engine(Limits limits = {});

}  // namespace postern::dkim
