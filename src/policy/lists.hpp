#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/circumstances.hpp"
#include "policy/domain_set.hpp"
#include "policy/network_set.hpp"
#include "verify/verdict.hpp"

namespace postern {

/// An entry of an allow or deny list that is about a message.
struct ListMatch {
  std::string entry;  ///< as it may be written in a list
  /// Somebody authenticated what it is about. Otherwise anybody could have said it: a HELO, a List-Id, a
  /// domain for which neither SPF nor DMARC passed.
  bool is_verified = false;
  bool operator==(const ListMatch&) const = default;
};

/// What administrators allow or deny by name. An entry is one of
///
/// | entry              | is about a message when |
/// |--------------------|---|
/// | `192.0.2.0/24`     | the client's address is in it |
/// | `example.com`      | it is the domain of From or MAIL FROM |
/// | `helo:example.com` | the client said so in HELO |
/// | `dkim:example.com` | a signature with this d= passed |
/// | `spf:example.com`  | SPF passed for MAIL FROM, which has this domain |
/// | `list-id:a.example` | List-Id says so |
///
/// and `.example.com` is every name below example.com, wherever a name may stand.
class AccessList {
 public:
  /// False, and nothing is added, when the text is no entry.
  [[nodiscard]] bool add(std::string_view entry);
  /// Adds those of a file: one a line, `#` begins a comment. Throws std::runtime_error with a sentence that
  /// names file and line.
  void read(const std::string& path);

  /// The entry that is about the message; one that is verified before one that is not.
  std::optional<ListMatch> find(const Verdict& verdict, const Circumstances& circumstances) const;

 private:
  /// What a message can be looked up by.
  struct Clue {
    const DomainSet& names;
    std::string prefix;
    std::string name;
    bool is_verified;
  };
  std::vector<Clue> clues(const Verdict& verdict, const Circumstances& circumstances) const;

  NetworkSet networks_;
  DomainSet domains_;
  DomainSet helos_;
  DomainSet dkim_;
  DomainSet spf_;
  DomainSet list_ids_;
};

/// The whole list of a setting and its file. Throws std::runtime_error with a sentence for the administrator.
AccessList read_access_list(const std::vector<std::string>& entries, const std::string& file);

/// For a setting: whether it is an entry, and what would be.
bool is_list_entry(std::string_view text);
inline constexpr std::string_view list_entry_forms =
    "an address, a network, a domain, .DOMAIN for all below it, or helo:, dkim:, spf: or list-id: and a name";

}  // namespace postern
