#include "spf/libspf2_library.hpp"

#include <csetjmp>
#include <cstdlib>

// When libspf2 meets a fault of its own it calls SPF_error_handler, and aborts if that returns. So ours does
// not: it jumps to where libspf2 was called. Only frames of C lie between, whose memory is lost; that is the
// price of going on. The handler is libspf2's global and has no argument of ours, hence the one variable
// here, which says where this thread called from. A call never suspends, so the thread is the same when it
// ends.

namespace postern::spf {
namespace {

thread_local std::jmp_buf* caller = nullptr;

[[gnu::noreturn]] void leave(const char*, int, const char*) {
  if (caller == nullptr) std::abort();
  std::longjmp(*caller, 1);
}

void say_nothing(const char*, int, const char*) {}

bool install() {
  SPF_error_handler = leave;
  SPF_warning_handler = say_nothing;
  SPF_info_handler = say_nothing;
  SPF_debug_handler = say_nothing;
  return true;
}

}  // namespace

bool survives(void (*call)(void*), void* argument) {
  std::jmp_buf here;
  if (setjmp(here) != 0) {
    caller = nullptr;
    return false;
  }
  caller = &here;
  call(argument);
  caller = nullptr;
  return true;
}

void tame_libspf2() {
  [[maybe_unused]] static const bool is_tame = install();
}

}  // namespace postern::spf
