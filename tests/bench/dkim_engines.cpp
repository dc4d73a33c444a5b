// What a message costs each DKIM engine, in turns within one run: the ratio travels, the microseconds are
// this machine's. Build it optimised:
//
//     cmake --preset release -B build/bench -DBUILD_TESTING=ON && cmake --build build/bench --target
//     bench_dkim_engines build/bench/tests/dkim/bench_dkim_engines

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "dkim/engine.hpp"
#include "dkim/signer.hpp"

namespace {

using namespace postern;

struct Message {
  const char* what;
  std::vector<std::string> fields;
  std::string body;
  std::string record;
};

std::string text_of(std::size_t octets) {
  std::string text;
  while (text.size() < octets)
    text += "An ordinary line of an ordinary letter, as most of them are: words, blanks.\r\n";
  return text;
}

Message make_message(const char* what, const char* key_name, std::size_t octets,
                     const std::string& canonicalization) {
  const auto key = test::SigningKey::load(key_name);
  std::vector<std::string> fields = {
      "Received: from a.example by b.example; Mon, 1 Jan 2026 00:00:00 +0000\r\n",
      "From: Alice <alice@example.com>\r\n",
      "To: Bob <bob@example.org>\r\n",
      "Subject: An ordinary letter\r\n",
      "Date: Mon, 1 Jan 2026 00:00:00 +0000\r\n",
      "Message-ID: <1@example.com>\r\n",
      "MIME-Version: 1.0\r\n",
      "Content-Type: text/plain; charset=utf-8\r\n"};
  std::string header;
  for (const auto& field : fields) header += field;
  const auto body = text_of(octets);
  const auto whole = sign(key, header + "\r\n" + body, {.canonicalization = canonicalization});
  fields.insert(fields.begin(), whole.substr(0, whole.find("Received:")));
  return {what, fields, body, key.record_text()};
}

void verify(const dkim::Engine& engine, const Message& message) {
  const auto verifier = engine.make_verifier();
  for (const auto& field : message.fields) verifier->header(field);
  const auto names = verifier->end_of_header();
  for (std::size_t at = 0; at < message.body.size(); at += 16384)
    verifier->body(std::string_view(message.body).substr(at, 16384));
  verifier->set_key(names.at(0), {.status = dns::Status::ok, .texts = {message.record}});
  if (verifier->finish(std::chrono::system_clock::time_point{}).at(0).result == dkim::Result::pass) return;
  std::fprintf(stderr, "%s did not verify\n", message.what);
  std::exit(1);
}

// Of the processor, whatever else it had to do meanwhile.
template <class Work>
double microseconds(int times, Work work) {
  const auto start = std::clock();
  for (int time = 0; time < times; ++time) work();
  return static_cast<double>(std::clock() - start) * 1e6 / CLOCKS_PER_SEC / times;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// A round for each in turn, so that a change of the clock rate meets both.
template <class Ours, class Theirs>
void compare(const char* what, int times, Ours ours, Theirs theirs) {
  std::vector<double> a, b;
  for (int round = 0; round < 9; ++round) {
    a.push_back(microseconds(times, ours));
    b.push_back(microseconds(times, theirs));
  }
  std::printf("%-34s %9.1f %9.1f %7.2f\n", what, median(a), median(b), median(b) / median(a));
}

}  // namespace

int main() {
  using enum dkim::EngineKind;
  const auto ours = dkim::make_engine(postern);
  const auto theirs = dkim::make_engine(opendkim);
  const Message messages[] = {
      make_message("10 kB, RSA-2048, relaxed", "rsa2048", 10'000, "relaxed/relaxed"),
      make_message("10 kB, RSA-2048, simple", "rsa2048", 10'000, "simple/simple"),
      make_message("10 kB, ed25519, relaxed", "ed25519", 10'000, "relaxed/relaxed"),
      make_message("1 MB, RSA-2048, relaxed", "rsa2048", 1'000'000, "relaxed/relaxed"),
      make_message("1 MB, RSA-2048, simple", "rsa2048", 1'000'000, "simple/simple")};
  std::printf("%-34s %9s %9s %7s\n", "microseconds a message", "postern", "opendkim", "ratio");
  for (const auto& message : messages) {
    const int times = message.body.size() > 100'000 ? 20 : 400;
    compare(message.what, times, [&] { verify(*ours, message); }, [&] { verify(*theirs, message); });
  }
  compare(
      "10 kB, a key never seen before", 200, [&] { verify(*dkim::make_engine(postern), messages[0]); },
      [&] { verify(*theirs, messages[0]); });
}
