#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "spf/checking.hpp"

// Each question of an evaluation goes wrong in turn, in each way there is. A truncated answer that TCP does
// not mend, and one that is garbage or of another question, reach a check as server_failure (dns/answer.hpp).

namespace postern::spf {
namespace {

constexpr std::string_view policy = R"(
$ORIGIN example.com.
@    TXT "v=spf1 include:i.%{d} a:a.%{d} mx:m.%{d} exists:e.%{d} ptr:p.%{d} redirect=r.%{d}"
i    TXT "v=spf1 ip4:198.51.100.1 -all"
a    A   192.0.2.7
m    MX  10 h
h    A   192.0.2.8
c.p  A   192.0.2.9
r    TXT "v=spf1 -all exp=why.%{d}"
why.r TXT "why"
1.2.0.192.in-addr.arpa. PTR c.p
)";

/// Answers from a zone, but one question with `status` and nothing else.
class FaultyResolver final : public dns::Resolver {
 public:
  FaultyResolver(dns::Question faulty, dns::Status status)
      : zone_(zone_of(policy)), faulty_(std::move(faulty)), status_(status) {}
  asio::awaitable<dns::Answer> resolve(dns::Question question) override {
    asked.insert(question);
    if (question == faulty_) return answer_fault();
    return zone_.resolve(std::move(question));
  }

  std::set<dns::Question> asked;

 private:
  asio::awaitable<dns::Answer> answer_fault() { co_return dns::Answer{.status = status_}; }

  dns::Zone zone_;
  dns::Question faulty_;
  dns::Status status_;
};

struct Fault {
  dns::Type type;
  std::string_view name;
  Result when_unknown;  ///< SERVFAIL, time-out
  Result when_absent;   ///< NXDOMAIN, no data, an answer without records
};

constexpr Fault faults[] = {
    {dns::Type::TXT, "example.com", Result::temperror, Result::none},         // §4.4, §4.3
    {dns::Type::TXT, "i.example.com", Result::temperror, Result::permerror},  // §5.2
    {dns::Type::A, "a.example.com", Result::temperror, Result::fail},         // §5
    {dns::Type::MX, "m.example.com", Result::temperror, Result::fail},
    {dns::Type::A, "h.example.com", Result::temperror, Result::fail},
    {dns::Type::A, "e.example.com", Result::temperror, Result::fail},
    {dns::Type::PTR, "1.2.0.192.in-addr.arpa", Result::fail, Result::fail},   // §5.5: does not match
    {dns::Type::A, "c.p.example.com", Result::fail, Result::fail},            // §5.5: is skipped
    {dns::Type::TXT, "r.example.com", Result::temperror, Result::permerror},  // §6.1
    {dns::Type::TXT, "why.r.example.com", Result::fail, Result::fail},        // §6.2: as if there were none
};

Outcome check_with(const Fault& fault, dns::Status status) {
  const dns::Question question{dns::Name::parse(fault.name).value(), fault.type};
  FaultyResolver resolver(question, status);
  auto outcome = check(resolver, "192.0.2.1", "alice@example.com");
  EXPECT_TRUE(resolver.asked.contains(question)) << fault.name;
  return outcome;
}

TEST(DnsTrouble, IsNotThereWithoutFaults) {
  auto zone = zone_of(policy);
  const auto outcome = check(zone, "192.0.2.1", "alice@example.com");
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_EQ(outcome.explanation, "why");
}

TEST(DnsTrouble, IsATemporaryErrorWhereTheAnswerCounts) {
  for (const auto& fault : faults) {
    for (const auto status : {dns::Status::server_failure, dns::Status::timeout}) {
      EXPECT_EQ(check_with(fault, status).result, fault.when_unknown) << fault.name << ' ' << format(status);
    }
  }
}

TEST(DnsTrouble, IsNotThatThereIsNothing) {
  for (const auto& fault : faults) {
    for (const auto status : {dns::Status::nx_domain, dns::Status::no_data, dns::Status::ok}) {
      EXPECT_EQ(check_with(fault, status).result, fault.when_absent) << fault.name << ' ' << format(status);
    }
  }
}

TEST(DnsTrouble, CostsTheExplanationOnly) {
  for (const auto status : {dns::Status::server_failure, dns::Status::timeout, dns::Status::nx_domain,
                            dns::Status::no_data, dns::Status::ok}) {
    EXPECT_EQ(check_with(faults[9], status).explanation, "") << format(status);
  }
}

}  // namespace
}  // namespace postern::spf
