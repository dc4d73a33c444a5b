#pragma once

#include <algorithm>
#include <type_traits>
#include <utility>

#include "config/option.hpp"

namespace postern {

// How a row of the table is written: name, help, form, and the way to the field as pointers to members,
//
//     setting("max-recipients", "recipients of a message", number_form(1, 100'000),
//             &ListenerConfig::limits, &Limits::recipients)
//
// A field that is a vector makes a list; the class of the first pointer says whether the setting is one of
// the process or of a listener.

std::vector<Option> place_options();
std::vector<Option> identity_options();
std::vector<Option> tls_options();
std::vector<Option> trust_options();
std::vector<Option> check_options();
std::vector<Option> policy_options();
std::vector<Option> upstream_options();
std::vector<Option> limit_options();
std::vector<Option> time_options();
std::vector<Option> load_options();
std::vector<Option> process_options();

template <class Owner>
auto& part_of(auto& draft) {
  if constexpr (std::is_same_v<Owner, ListenerConfig>) {
    return draft.listener;
  } else if constexpr (std::is_same_v<Owner, ProcessConfig>) {
    return draft.process;
  } else {
    return draft;
  }
}

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T, class Owner, class First, class... Rest>
Option setting(std::string name, std::string help, Form<T> form, First Owner::* first, Rest... rest) {
  const auto field = [=](auto& draft) -> auto& { return ((part_of<Owner>(draft).*first).*....*rest); };
  using Field = std::remove_cvref_t<decltype(field(std::declval<Draft&>()))>;

  Option option;
  option.name = std::move(name);
  option.help = std::move(help);
  option.kind = form.kind;
  option.expects = form.expects;
  option.placeholder = form.placeholder;
  option.rebase = form.rebase;
  option.is_list = is_vector<Field>;
  option.is_of_process = std::is_same_v<Owner, ProcessConfig>;
  option.accepts = [parse = form.parse](const std::string& text) { return parse(text).has_value(); };
  option.set = [field, parse = form.parse](Draft& draft, const std::vector<std::string>& texts) {
    if constexpr (is_vector<Field>) {
      field(draft).clear();
      for (const auto& text : texts) field(draft).push_back(*parse(text));
    } else {
      field(draft) = static_cast<Field>(*parse(texts.front()));
    }
  };
  option.get = [field, format = form.format](const Draft& draft) {
    std::vector<std::string> texts;
    if constexpr (is_vector<Field>) {
      for (const auto& value : field(draft)) texts.push_back(format(value));
    } else {
      texts.push_back(format(static_cast<T>(field(draft))));
    }
    return texts;
  };
  return option;
}

}  // namespace postern
