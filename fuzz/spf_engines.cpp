// Both engines come to an end over whatever a hostile domain publishes, with few questions. The first line is
// the policy of the sender's domain, each line after it the answer to one question after another, from the
// start again when there are no more: a TXT record, or names for an MX or PTR. libspf2 is in its cage here
// (libspf2_engine.hpp): what gets out of it is an AddressSanitizer report.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "spf/engine.hpp"
#include "spf/libspf2_engine.hpp"
#include "support/run.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

/// Knows of addresses that are the client's and of others, of names and of texts, as the lines say.
class HostileResolver final : public dns::Resolver {
 public:
  explicit HostileResolver(std::vector<std::string> lines) : lines_(std::move(lines)) {}

  asio::awaitable<dns::Answer> resolve(dns::Question question) override {
    dns::Answer answer{.status = dns::Status::ok};
    fill(answer, question.type, lines_[questions++ % lines_.size()]);
    co_return answer;
  }

  std::size_t questions = 0;

 private:
  static void fill(dns::Answer& answer, dns::Type type, const std::string& line) {
    if (type == dns::Type::TXT) answer.texts.push_back(line);
    if (type == dns::Type::A) answer.addresses.push_back(base::IpAddress::v4({192, 0, 2, octet(line)}));
    if (line.size() % 7 == 6) answer.status = dns::Status::server_failure;
    for (const auto name : base::split(line, ' ')) {
      const auto parsed = dns::Name::parse(name);
      if (parsed && type == dns::Type::MX) answer.exchanges.push_back({10, *parsed});
      if (parsed && type == dns::Type::PTR) answer.names.push_back(*parsed);
    }
  }
  static std::uint8_t octet(const std::string& line) { return static_cast<std::uint8_t>(line.size() % 3); }

  std::vector<std::string> lines_;
};

spf::Outcome evaluate(spf::EngineKind kind, const std::vector<std::string>& lines,
                      std::size_t max_questions) {
  auto request = spf::mail_from_identity(base::IpAddress::v4({192, 0, 2, 1}), lines.back(),
                                         lines.back() + "@example.com");
  request.keeps_walk = true;
  HostileResolver resolver(lines);
  auto outcome = test::run(spf::evaluate(kind, request, resolver));
  require(resolver.questions <= max_questions);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  for (const auto line : base::split(text, '\n')) lines.emplace_back(line);

  // A policy for each of 10 terms and the first, 10 names of each, the client's names, an explanation.
  const auto ours = evaluate(spf::EngineKind::postern, lines, 11 + 10 * 11 + 11 + 1);
  require(std::ranges::none_of(ours.explanation + ours.problem, base::is_control));
  require(ours.walk.steps.size() <= spf::Walk::step_limit + 40);
  const auto walk = format(ours.walk);
  require(std::ranges::none_of(walk, [](char c) { return base::is_control(c) && c != '\n'; }));

  const auto theirs = evaluate(spf::EngineKind::libspf2, lines, spf::Libspf2Limits::questions);
  require(std::ranges::none_of(theirs.problem, base::is_control));
  return 0;
}
