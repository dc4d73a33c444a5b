// What the library is told once, for all messages:
//  * DELAYSIGPROC: signatures are verified at the end of the message, so that keys may be looked up while the
//  body
//    arrives, all at once.
//  * BADSIGHANDLES: a signature it finds fault with stays in its list, so that the n-th of the list is the
//  n-th of
//    the header, and a missing From in h= is an error.
//  * FIXCRLF stays off: what it would repair in line ends, the next server would see unrepaired.
//  * CLOCKDRIFT: the library compares t= and x= with the clock of the machine. With ten years of tolerance it
//    never minds; the verifier judges them, by the `now` it is given.
//  * MINKEYBITS, RFC 8301.

#include "dkim/opendkim_engine.hpp"

#include <new>

#include "dkim/opendkim_library.hpp"
#include "dkim/opendkim_verifier.hpp"

namespace postern::dkim {
namespace {

template <class T>
void set_option(DKIM_LIB* library, dkim_opts_t option, T value) {
  if (dkim_options(library, DKIM_OP_SETOPT, option, &value, sizeof value) != DKIM_STAT_OK)
    throw std::bad_alloc();
}

class OpendkimEngine final : public Engine {
 public:
  explicit OpendkimEngine(Limits limits) : library_(dkim_init(nullptr, nullptr)), limits_(limits) {
    if (!library_) throw std::bad_alloc();
    constexpr std::uint64_t ten_years = 10ULL * 365 * 24 * 3600;
    set_option<unsigned>(library_.get(), DKIM_OPTS_FLAGS,
                         DKIM_LIBFLAGS_DELAYSIGPROC | DKIM_LIBFLAGS_BADSIGHANDLES);
    set_option<unsigned>(library_.get(), DKIM_OPTS_MINKEYBITS, limits_.min_rsa_bits);
    set_option<std::uint64_t>(library_.get(), DKIM_OPTS_CLOCKDRIFT, ten_years);
    dkim_set_key_lookup(library_.get(), OpendkimVerifier::look_up_key);
  }

  std::unique_ptr<Verifier> make_verifier() const override {
    return std::make_unique<OpendkimVerifier>(library_.get(), limits_);
  }

 private:
  LibraryHandle library_;
  Limits limits_;
};

}  // namespace

std::unique_ptr<Engine> make_opendkim_engine(Limits limits) {
  return std::make_unique<OpendkimEngine>(limits);
}

}  // namespace postern::dkim
