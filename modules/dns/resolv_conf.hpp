#pragma once

#include <string_view>

#include "dns/stub_resolver.hpp"

namespace postern::dns {

/// The settings that the text of a resolv.conf(5) asks for: the first three nameservers, and of its options
/// `timeout:` and `attempts:`, within what a mail session can wait for (1 to 5 seconds, 1 to 4 attempts).
/// Search lists mean nothing to us, who only ask for full names; other lines, and nameservers that are not an
/// address, are ignored. Without any nameserver it is the one of this machine, as the manual says.
StubSettings parse_resolv_conf(std::string_view text);

}  // namespace postern::dns
