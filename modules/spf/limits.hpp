#pragma once

#include <cstddef>

namespace postern::spf {

/// What one evaluation may cost (RFC 7208 §4.6.4), includes and redirects and all. The time limit is the
/// caller's.
struct Limits {
  /// Terms that ask the DNS: include, a, mx, ptr, exists, redirect. A %{p} that makes us look for the
  /// client's names is one more. The next term is a permerror, whatever it would have found.
  int lookups = 10;
  /// Names an MX answer may hold; with one more the term is a permerror, in whatever order they came.
  std::size_t mx_names = 10;
  /// Names of the client that are looked at; more are ignored, because they are the client's choice, not the
  /// domain's.
  std::size_t ptr_names = 10;
  /// Terms whose questions led to nothing (NXDOMAIN or NODATA). The next is a permerror. An mx term counts
  /// once, when it has no names or no name has an address: names of one address family are no mistake.
  int void_lookups = 2;
};

}  // namespace postern::spf
