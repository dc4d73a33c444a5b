// The sealer and the verifier as a program, for differential_test.py.
//
//   arc_tool zone                  the keys: lines of name, blank, TXT record
//   arc_tool validate < MESSAGE    the result, the oldest pass, and the reason
//   arc_tool seal N < MESSAGE      the message with a set more, by sealer N of the zone

#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "arc/chains.hpp"

namespace {

using namespace postern;

std::vector<arc::Sealer> make_sealers() {
  return {test::make_sealer("rsa2048", "d0.example", "s0"), test::make_sealer("rsa1024", "d1.example", "s1"),
          test::make_sealer("ed25519", "d2.example", "s2")};
}

std::string read_message() {
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  const auto sealers = make_sealers();
  dns::Zone zone;
  for (const auto& sealer : sealers) test::publish(zone, sealer);
  if (command == "zone") {
    for (const auto& sealer : sealers)
      std::cout << sealer.record_name() << ' ' << sealer.record_text() << '\n';
  } else if (command == "validate") {
    const auto outcome = test::validate(read_message(), zone);
    std::cout << arc::format(outcome.result) << ' ' << outcome.oldest_pass << ' ' << outcome.reason << '\n';
  } else if (command == "seal" && argc > 2) {
    std::cout << test::sealed(read_message(), sealers.at(std::stoul(argv[2])), zone);
  } else {
    return 2;
  }
  return 0;
}
