#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <string_view>

#include "dns/resolver.hpp"
#include "spf/evaluate.hpp"
#include "spf/request.hpp"

namespace postern::spf {

inline constexpr std::string_view libspf2_warning =
    "libspf2 as SPF engine: releases without the fix for CVE-2023-42118 (Debian 12 has 1.2.10-7.2) overflow "
    "the "
    "stack on what a hostile domain publishes; Postern keeps such sizes from it, but its results differ from "
    "RFC "
    "7208 and it must not be the engine that faces the Internet";

/// What libspf2 may see and ask. It has a limit on lookups for each include, which is none for a tree of
/// them, and it does not measure what it is given.
struct Libspf2Limits {
  static constexpr std::size_t questions = 40;  ///< of one evaluation, in all: the next is a permerror
  static constexpr std::size_t record = 2000;   ///< octets of a policy: a longer one is a permerror
  static constexpr std::size_t name = 253;      ///< octets of a name: a longer one does not exist
  static constexpr std::size_t identity = 512;  ///< octets of a sender or HELO: longer ones have no policy
};

/// evaluate() by libspf2, for comparison (src warns by libspf2_warning when it is chosen): its result as it
/// comes, within Libspf2Limits. There is no explanation, no walk and no limit on void lookups, and of the
/// request's limits only the number of lookups, MX and PTR names count, each as libspf2 understands it.
/// Throws only operation_aborted; `resolver` must outlive the call.
asio::awaitable<Outcome> evaluate_by_libspf2(Request request, dns::Resolver& resolver);

}  // namespace postern::spf
