#include "config/form.hpp"

#include <gtest/gtest.h>

#include "config/nearest.hpp"
#include "config/option.hpp"

namespace postern {
namespace {

struct FormRow {
  std::string option;
  std::string text;
  std::optional<std::string> as_shown;  ///< nothing: refused
};

class ConfigForm : public testing::TestWithParam<FormRow> {};

TEST_P(ConfigForm, ReadsAndShowsAValue) {
  const auto& row = GetParam();
  const auto* option = find_option(row.option);
  ASSERT_NE(option, nullptr);
  ASSERT_EQ(option->accepts(row.text), row.as_shown.has_value());
  if (!row.as_shown) return;
  Draft draft;
  option->set(draft, {row.text});
  EXPECT_EQ(option->get(draft), std::vector{*row.as_shown});
  // What is shown reads as the same.
  EXPECT_TRUE(option->accepts(*row.as_shown));
}

INSTANTIATE_TEST_SUITE_P(
    Values, ConfigForm,
    testing::Values(
        FormRow{"command-timeout", "90", "90s"}, FormRow{"command-timeout", "90s", "90s"},
        FormRow{"command-timeout", "300", "5m"}, FormRow{"command-timeout", "2h", "2h"},
        FormRow{"command-timeout", "1d", "1d"}, FormRow{"command-timeout", "2d", std::nullopt},
        FormRow{"command-timeout", "0", std::nullopt}, FormRow{"command-timeout", "5 m", std::nullopt},
        FormRow{"command-timeout", "m", std::nullopt}, FormRow{"command-timeout", "5M", std::nullopt},
        FormRow{"command-timeout", "-5", std::nullopt},
        FormRow{"command-timeout", "18446744073709551615d", std::nullopt},
        FormRow{"max-message-size", "100M", "100M"}, FormRow{"max-message-size", "104857600", "100M"},
        FormRow{"max-message-size", "1536", "1536"}, FormRow{"max-message-size", "2048", "2K"},
        FormRow{"max-message-size", "1023", std::nullopt}, FormRow{"max-message-size", "1T", std::nullopt},
        FormRow{"max-recipients", "100", "100"}, FormRow{"max-recipients", "0", std::nullopt},
        FormRow{"max-recipients", "1K", std::nullopt}, FormRow{"xclient", "true", "true"},
        FormRow{"xclient", "yes", std::nullopt}, FormRow{"queue", "after", "after"},
        FormRow{"queue", "After", std::nullopt}, FormRow{"listen", "*:25", "*:25"},
        FormRow{"listen", "[::1]:25", "[::1]:25"}, FormRow{"listen", "unix:/run/x", "unix:/run/x"},
        FormRow{"listen", "25", std::nullopt}, FormRow{"upstream", "mx.example:25", "mx.example:25"},
        FormRow{"upstream", "10 mx.example:25", "10 mx.example:25"},
        FormRow{"upstream", "0 mx.example:25", "mx.example:25"},
        FormRow{"upstream", "ten mx.example:25", std::nullopt}, FormRow{"upstream", "*:25", std::nullopt},
        FormRow{"dns", "192.0.2.53", "192.0.2.53:53"},
        FormRow{"dns", "[2001:db8::53]:5353", "[2001:db8::53]:5353"},
        FormRow{"dns", "ns.example", std::nullopt}, FormRow{"trusted-proxy", "192.0.2.1", "192.0.2.1/32"},
        FormRow{"trusted-proxy", "192.0.2.0/33", std::nullopt},
        FormRow{"certificate", "/a.pem:/a.key", "/a.pem:/a.key"}, FormRow{"certificate", "/a.pem", "/a.pem"},
        FormRow{"certificate", ":/a.key", std::nullopt}, FormRow{"certificate", "/a.pem:", std::nullopt},
        FormRow{"unix-mode", "660", "0660"}, FormRow{"unix-mode", "0999", std::nullopt},
        FormRow{"unix-mode", "7777", std::nullopt}, FormRow{"disable-extension", "dsn", "DSN"},
        FormRow{"disable-extension", "DNS", std::nullopt},
        FormRow{"hostname", "mx.example.org", "mx.example.org"}, FormRow{"hostname", "", std::nullopt},
        FormRow{"hostname", "mx example", std::nullopt}, FormRow{"spool-directory", "", std::nullopt},
        FormRow{"sanitise", "rename", "rename"}, FormRow{"sanitise", "delete", std::nullopt},
        FormRow{"sanitise-id", ".example.org", ".example.org"},
        FormRow{"sanitise-id", "mx.bücher.example", "mx.bücher.example"},
        FormRow{"sanitise-id", ".", std::nullopt}, FormRow{"sanitise-id", "", std::nullopt},
        FormRow{"sanitise-id", "a b", std::nullopt}, FormRow{"sanitise-id", "..example", std::nullopt},
        FormRow{"log-level", "loud", std::nullopt}));

TEST(EditDistance, CountsWhatMustBeChanged) {
  EXPECT_EQ(edit_distance("queue", "queue"), 0U);
  EXPECT_EQ(edit_distance("queue", ""), 5U);
  EXPECT_EQ(edit_distance("queue", "queu"), 1U);
  EXPECT_EQ(edit_distance("quueue", "queue"), 1U);
  EXPECT_EQ(edit_distance("qweue", "queue"), 1U);
  EXPECT_EQ(edit_distance("qeuue", "queue"), 1U);
  EXPECT_EQ(edit_distance("listen", "silent"), 4U);
}

TEST(Nearest, IsTheNameThatWasMeantOrNothing) {
  EXPECT_EQ(nearest("upstraem", option_names()), "upstream");
  EXPECT_EQ(nearest("trusted-proxies", option_names()), "trusted-proxy");
  EXPECT_EQ(nearest("colour", option_names()), std::nullopt);
  EXPECT_EQ(nearest("", option_names()), std::nullopt);
}

}  // namespace
}  // namespace postern
