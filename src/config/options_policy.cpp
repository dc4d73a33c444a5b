#include <algorithm>

#include "base/ascii.hpp"
#include "config/setting.hpp"
#include "policy/field_name.hpp"
#include "policy/lists.hpp"

namespace postern {

namespace {

template <class T>
Option policy(std::string name, std::string help, Form<T> form, auto PolicyConfig::* field) {
  return setting(std::move(name), std::move(help), std::move(form), &ListenerConfig::policy, field);
}

Form<Preset> preset_form() {
  std::vector<std::pair<std::string, Preset>> words;
  using enum Preset;
  for (const auto preset : {tag, quarantine, enforce, strict})
    words.emplace_back(std::string(format(preset)), preset);
  return choice_form<Preset>(std::move(words));
}

Form<std::string> entry_form() {
  const auto parse = [](const std::string& text) {
    return is_list_entry(text) ? std::optional(text) : std::nullopt;
  };
  return {Kind::text, std::string(list_entry_forms), parse, std::identity{}, "ENTRY"};
}

Form<std::string> field_name_form() {
  const auto parse = [](const std::string& text) {
    return problem_with_field_name(text) ? std::nullopt : std::optional(text);
  };
  return {Kind::text, "the name of a header field that begins with X-", parse, std::identity{}, "FIELD"};
}

/// An empty text cannot be a value; "none" stands for it.
Form<std::string> link_form() {
  constexpr std::size_t longest = 200;  // it stands on a line of its own in a reply
  const auto parse = [](const std::string& text) -> std::optional<std::string> {
    if (text == "none") return "";
    const bool is_link = text.starts_with("https://") || text.starts_with("http://");
    if (!is_link || text.size() > longest || !std::ranges::all_of(text, base::is_graphic))
      return std::nullopt;
    return text;
  };
  const auto format = [](const std::string& link) { return link.empty() ? std::string("none") : link; };
  return {Kind::text, "an address that begins with https://, or none", parse, format, "URL"};
}

}  // namespace

std::vector<Option> policy_options() {
  return {
      policy(
          "policy-preset",
          "the rules behind your own (docs/policy.md): `tag` only adds fields, `quarantine` does what DMARC "
          "asks but rejects nothing, `enforce` rejects where there is more evidence, `strict` where DMARC "
          "asks",
          preset_form(), &PolicyConfig::preset),
      policy("policy-dry-run", "decisions are logged, and nothing is done", boolean_form(),
             &PolicyConfig::dry_run),
      policy("allow-bounces", "behind the queue (`queue = \"after\"`), rules may reject and defer",
             boolean_form(), &PolicyConfig::allow_bounces),
      policy("quarantine-field", "the field that tells the next server to put a message aside",
             field_name_form(), &PolicyConfig::quarantine_field),
      policy("policy-link", "where a refusal says that more can be read", link_form(), &PolicyConfig::link),
      policy("allow", "who is allowed: networks, domains, `helo:`, `dkim:`, `spf:`, `list-id:`", entry_form(),
             &PolicyConfig::allow),
      policy("allow-file", "more of them, one a line; `#` begins a comment", path_form(),
             &PolicyConfig::allow_file)
          .by_default("none"),
      policy("deny", "who is denied, written the same way", entry_form(), &PolicyConfig::deny),
      policy("deny-file", "more of them, one a line; `#` begins a comment", path_form(),
             &PolicyConfig::deny_file)
          .by_default("none"),
  };
}

}  // namespace postern
