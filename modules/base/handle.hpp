#pragma once

#include <memory>

namespace postern::base {

/// Owns an object of a C library: `Handle<ldns_pkt, ldns_pkt_free>`.
template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Handle = std::unique_ptr<T, FreeWith<Free>>;

}  // namespace postern::base
