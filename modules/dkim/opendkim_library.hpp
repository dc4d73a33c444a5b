#pragma once

// Private to this folder: the one place that includes libopendkim, whose header is C in its use of _Bool and
// declares a global `struct dkim`, which may stand beside our namespace only outside of it.
#define _Bool bool
#include <opendkim/dkim.h>
#undef _Bool

#include "base/handle.hpp"

namespace postern::dkim {

using LibraryHandle = base::Handle<DKIM_LIB, dkim_close>;
using MessageHandle = base::Handle<DKIM, dkim_free>;

}  // namespace postern::dkim
