#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace postern::base {
class ScannerView;
}

namespace postern::smtp {

/// RFC 5321 §4.5.3.1 wants 256 octets accepted, 64 of them local part. Longer ones (bounce addresses that
/// encode another address) are seen and harmless; this bound is only there to be one.
inline constexpr std::size_t max_path = 1000;

/// A reverse-path or forward-path (RFC 5321 §4.1.2): who sends, who receives.
struct Path {
  /// Without quotes and quoted pairs: for <"a b"@example.org> it is `a b`.
  std::string local;
  /// As it was written; an address literal with its brackets. Empty for <> and <postmaster>.
  std::string domain;

  /// The reverse-path of a notification, <>.
  bool is_null() const { return local.empty() && domain.empty(); }
  bool operator==(const Path&) const = default;
};

/// Which forms are allowed: <> for a reverse-path only, <postmaster> for a forward-path only.
enum class PathKind : std::uint8_t { reverse, forward };

struct PathError {
  bool too_long = false;
};

/// Consumes a path. Beyond the grammar, what careless clients send and Postfix hands on is read as it was
/// meant: blanks before the path, no angle brackets, dots at any place of an unquoted local part, underscores
/// in a domain. A source route is dropped (RFC 5321 appendix C). Octets over 127 must be UTF-8 (RFC 6531
/// §3.3); whether they are allowed is for the transaction to know: see needs_smtputf8().
base::Result<Path, PathError> take_path(base::ScannerView& in, PathKind kind);

/// The path in angle brackets, the local part quoted where the grammar wants it and not otherwise.
std::string format_path(const Path& path);

/// local@domain, quoted as in format_path: how a path is shown in logs and results. Empty for <>.
std::string format_mailbox(const Path& path);

/// Whether the path may only be used in a transaction with SMTPUTF8 (RFC 6531 §3.4).
bool needs_smtputf8(const Path& path);

}  // namespace postern::smtp
