#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace postern {

/// `name` in the form in which domains are compared: A-labels, lower case, no final dot. What is no domain
/// name is only made lower case.
std::string comparable_domain(std::string_view name);

/// Many domains to look one up in: `example.com` stands for that name, `.example.com` for every name below
/// it. Case does not matter, nor whether a name is spelled with A-labels or U-labels.
class DomainSet {
 public:
  /// False, and nothing is added, when the pattern is none. An address literal is one: `[192.0.2.1]`.
  [[nodiscard]] bool add(std::string_view pattern);
  /// The pattern that matches, as it is compared; nothing when none does.
  std::optional<std::string> find(std::string_view domain) const;

 private:
  std::set<std::string, std::less<>> patterns_;
};

}  // namespace postern
