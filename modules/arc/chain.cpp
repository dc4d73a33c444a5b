// A fault of a single field (two of one kind, none without an instance) is noted when it is met; those of the
// whole are looked for at the end, in the order of RFC 8617 §5.2.

#include "arc/chain.hpp"

#include <utility>

#include "arc/tags.hpp"
#include "base/ascii.hpp"
#include "mail/header_field.hpp"

namespace postern::arc {
namespace {

constexpr std::size_t max_fields = 3 * static_cast<std::size_t>(max_instance);

std::string of_instance(int instance) {
  return "i=" + std::to_string(instance) + ": ";
}

// Step 3.A.
std::string find_missing(const Set& set) {
  if (!set.results) return of_instance(set.instance) + "no ARC-Authentication-Results";
  if (!set.signature) return of_instance(set.instance) + "no ARC-Message-Signature";
  if (!set.seal) return of_instance(set.instance) + "no ARC-Seal";
  return "";
}

// Step 3.C, and §4.1.3 for a seal that says nothing which can be read.
std::string find_seal_fault(const Set& set) {
  const auto& seal = set.seal->body;
  if (!seal.fault.empty()) return of_instance(set.instance) + "ARC-Seal: " + seal.fault;
  const auto due = set.instance == 1 ? ChainStatus::none : ChainStatus::pass;
  if (seal.status == due) return "";
  return of_instance(set.instance) + "cv=" + std::string(format(*seal.status)) + ", not " +
         std::string(format(due));
}

// Step 3.
std::string find_fault(const Chain& chain) {
  int due = 1;
  for (const auto& set : chain.sets) {
    // Step 3.B.
    if (set.instance != due) return of_instance(due) + "this set is missing";
    ++due;
    if (auto fault = find_missing(set); !fault.empty()) return fault;
  }
  for (const auto& set : chain.sets) {
    if (auto fault = find_seal_fault(set); !fault.empty()) return fault;
  }
  return "";
}

}  // namespace

template <class Body>
void ChainReader::place(Body body, std::optional<Placed<Body>> Set::* member, std::string_view raw_field,
                        std::size_t number) {
  const auto name = std::string(raw_field.substr(0, raw_field.find_first_of(": \t\r")));
  if (!body.instance) {
    if (fault_.empty()) fault_ = name + " without an instance of 1 to " + std::to_string(max_instance);
    return;
  }
  auto& set = sets_[*body.instance];
  set.instance = *body.instance;
  auto& place = set.*member;
  if (place && fault_.empty()) fault_ = of_instance(set.instance) + "more than one " + name;
  if (!place) place = Placed<Body>{std::move(body), std::string(raw_field), number};
}

void ChainReader::add(std::string_view raw_field, std::size_t number) {
  if (!base::istarts_with(raw_field, "ARC-")) return;
  const auto field = mail::HeaderField::raw(std::string(raw_field));
  const bool is_results = field.is("ARC-Authentication-Results");
  const bool is_signature = field.is("ARC-Message-Signature");
  const bool is_seal = field.is("ARC-Seal");
  if (!is_results && !is_signature && !is_seal) return;
  if (++fields_ > max_fields) return;
  if (is_results) place(parse_results_field(field.body()), &Set::results, raw_field, number);
  if (is_signature) place(parse_message_signature(field.body()), &Set::signature, raw_field, number);
  if (is_seal) place(parse_seal(field.body()), &Set::seal, raw_field, number);
}

Chain ChainReader::finish() {
  Chain chain;
  for (auto& [instance, set] : sets_) chain.sets.push_back(std::move(set));
  if (!chain.sets.empty()) {
    const auto& seal = chain.sets.back().seal;
    chain.is_ended = seal && seal->body.status == ChainStatus::fail;
  }
  if (fields_ > max_fields) {
    chain.fault = "more than " + std::to_string(max_instance) + " sets";
  } else if (chain.is_ended) {
    chain.fault =
        of_instance(chain.highest_instance()) + "the sealer found that the chain had failed (cv=fail)";
  } else {
    chain.fault = fault_.empty() ? find_fault(chain) : fault_;
  }
  return chain;
}

}  // namespace postern::arc
