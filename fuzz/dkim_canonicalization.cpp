// However a body is cut, its canonical form and its hash are the same, a canonical body is its own canonical
// form, and it is as long as BodyLength says. The first octet chooses where it is cut.

#include "dkim/canonicalization.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "dkim/body_hash.hpp"
#include "dkim/body_length.hpp"

namespace {

using namespace postern;
using dkim::Canonicalization;

void require(bool fact) {
  if (!fact) std::abort();
}

template <class Take>
void in_chunks(std::string_view body, std::size_t chunk_size, Take take) {
  for (; !body.empty(); body.remove_prefix(std::min(chunk_size, body.size())))
    take(std::string(body.substr(0, chunk_size)));
}

std::string canonical(std::string_view body, Canonicalization how, std::size_t chunk_size) {
  dkim::BodyCanonicalizerView canonicalizer(how);
  std::string out;
  const auto drain = [&] {
    for (auto run = canonicalizer.next(); !run.empty(); run = canonicalizer.next()) out += run;
  };
  in_chunks(body, chunk_size, [&](const std::string& chunk) {
    canonicalizer.feed(chunk);
    drain();
  });
  canonicalizer.finish();
  drain();
  return out;
}

dkim::BodyHash hashed(std::string_view body, Canonicalization how, std::uint64_t length,
                      std::size_t chunk_size) {
  dkim::BodyHash hash(how);
  hash.also_of(length);
  in_chunks(body, chunk_size, [&](const std::string& chunk) { hash.feed(chunk); });
  hash.finish();
  return hash;
}

void check(std::string_view body, Canonicalization how, std::size_t chunk_size) {
  const auto whole = canonical(body, how, std::max<std::size_t>(body.size(), 1));
  require(canonical(body, how, chunk_size) == whole);
  require(canonical(whole, how, chunk_size) == whole);

  const auto length = whole.size() / 2;
  const auto hash = hashed(body, how, length, chunk_size);
  require(hash.length() == whole.size());
  require(hash.digest() == dkim::sha256(whole));
  require(hash.digest_of(length) == dkim::sha256(whole.substr(0, length)));

  if (body.ends_with('\r')) return;  // BodyLength waits to see what follows
  dkim::BodyLength counted;
  counted.feed(body);
  require((how == Canonicalization::simple ? counted.simple() : counted.relaxed()) == whole.size());
}

// Of a field: what ends a line within it, and folds none, ends the field.
void check_field(std::string_view raw) {
  std::string field;
  dkim::append_canonical(field, raw, Canonicalization::relaxed);
  const bool is_field = field.find(':') > 0 && field.find("\r\n") == field.size() - 2;
  if (!is_field) return;
  std::string again;
  dkim::append_canonical(again, field, Canonicalization::relaxed);
  require(again == field);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  check(body, Canonicalization::simple, data[0] + std::size_t{1});
  check(body, Canonicalization::relaxed, data[0] + std::size_t{1});

  check_field(body);
  return 0;
}
