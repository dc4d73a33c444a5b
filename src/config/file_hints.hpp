#pragma once

#include <string>
#include <string_view>

namespace postern {

/// What whoever wrote this line of a file, which is no TOML, probably has to do to it, as the continuation of
/// a sentence: "; text needs quotes: tls = "may"". Empty when nothing comes to mind.
std::string hint_at_line(std::string_view line);

/// What a table or array of tables of an unknown name should have been, as a sentence.
std::string no_such_table(std::string_view name);

}  // namespace postern
