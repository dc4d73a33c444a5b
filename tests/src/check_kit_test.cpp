#include "verify/check_kit.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "server/dns_source.hpp"
#include "verify/private_file.hpp"

namespace postern {
namespace {

class CheckKitTest : public testing::Test {
 protected:
  CheckKitTest() {
    std::string name = testing::TempDir() + "check-kit-XXXXXX";
    directory = ::mkdtemp(name.data());
  }
  ~CheckKitTest() override { std::filesystem::remove_all(directory); }

  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    const auto path = directory / name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  std::string write_key(mode_t mode) const {
    const std::ifstream file(POSTERN_SOURCE_DIR "/tests/data/dkim/ed25519.pem");
    std::ostringstream text;
    text << file.rdbuf();
    return write("key.pem", text.str(), mode);
  }

  std::filesystem::path directory;
};

/// What it says when it refuses; empty when it does not.
template <class Function>
std::string complaint(Function function) {
  try {
    function();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

bool says(const std::string& text, std::string_view words) {
  return text.find(words) != text.npos;
}

TEST_F(CheckKitTest, AKeyThatOnlyItsOwnerMayReadIsRead) {
  EXPECT_EQ(read_private_file(write("secret", "s3cret", 0600)), "s3cret");
  EXPECT_EQ(read_private_file(write("secret", "s3cret", 0400)), "s3cret");
}

TEST_F(CheckKitTest, AKeyThatOthersMayReadIsRefused) {
  for (const mode_t mode : {0640u, 0604u, 0620u, 0644u}) {
    const auto path = write("secret", "s3cret", mode);
    const auto text = complaint([&] { [[maybe_unused]] const auto read = read_private_file(path); });
    EXPECT_TRUE(says(text, "others than its owner have access")) << text;
    EXPECT_TRUE(says(text, path)) << text;
    EXPECT_FALSE(says(text, "s3cret")) << text;
  }
}

TEST_F(CheckKitTest, WhatIsNoKeyFileIsRefused) {
  const auto refused = [](const std::string& path) {
    return complaint([&] { [[maybe_unused]] const auto read = read_private_file(path); });
  };
  EXPECT_TRUE(says(refused(directory / "missing"), "cannot be read"));
  EXPECT_TRUE(says(refused(directory), "is no regular file"));
  EXPECT_TRUE(says(refused(write("long", std::string(70'000, 'x'))), "is too long"));
}

TEST_F(CheckKitTest, ASealerIsMadeFromItsKey) {
  CheckConfig config;
  EXPECT_EQ(make_check_kit(config).sealer, nullptr);
  config.arc_seal = {.domain = "example.org", .selector = "s1", .key_file = write_key(0600)};
  const auto kit = make_check_kit(config);
  ASSERT_NE(kit.sealer, nullptr);
  EXPECT_EQ(kit.sealer->record_name(), "s1._domainkey.example.org");
}

TEST_F(CheckKitTest, ASealerOfAnOpenKeyIsRefused) {
  CheckConfig config;
  config.arc_seal = {.domain = "example.org", .selector = "s1", .key_file = write_key(0644)};
  EXPECT_TRUE(says(complaint([&] { make_check_kit(config); }), "others than its owner"));
}

TEST_F(CheckKitTest, WhatIsNoKeyIsNamed) {
  CheckConfig config;
  config.arc_seal = {.domain = "example.org", .selector = "s1", .key_file = write("key.pem", "no key")};
  EXPECT_TRUE(says(complaint([&] { make_check_kit(config); }), "key.pem: "));
}

TEST_F(CheckKitTest, TrustedSealersComeFromTheSettingAndItsFile) {
  CheckConfig config;
  config.trusted_sealers = {"a.example"};
  config.trusted_sealers_file = write("sealers", "# those we know\nb.example # lists\n\n  c.example\n", 0644);
  EXPECT_EQ(make_check_kit(config).trusted_sealers,
            (std::vector<std::string>{"a.example", "b.example", "c.example"}));
}

TEST_F(CheckKitTest, AMistakeInTheFileOfSealersIsNamedByItsLine) {
  CheckConfig config;
  config.trusted_sealers_file = write("sealers", "b.example\nnot a domain\n", 0644);
  EXPECT_TRUE(says(complaint([&] { make_check_kit(config); }), "sealers:2: \"not a domain\""));
}

TEST_F(CheckKitTest, SealersAndZonesAreReadFromRegularFilesOnly) {
  CheckConfig config;
  config.trusted_sealers_file = testing::TempDir();
  EXPECT_TRUE(says(complaint([&] { make_check_kit(config); }), "it is no regular file"));
  EXPECT_TRUE(says(complaint([] { read_zone_file("/dev/null"); }), "it is no regular file"));
}

TEST(CheckConfigProblem, NamesTheSettingThatDoesNotFit) {
  const auto setting_of = [](const CheckConfig& config) {
    const auto problem = problem_with(config);
    return problem ? problem->setting : "";
  };
  EXPECT_EQ(setting_of({}), "");
  EXPECT_EQ(setting_of({.spf = false}), "dmarc");
  EXPECT_EQ(setting_of({.dkim = false}), "dmarc");
  EXPECT_EQ(setting_of({.spf = false, .dkim = false, .dmarc = false}), "");
  EXPECT_EQ(setting_of({.spf = false, .dmarc = false, .received_spf = true}), "received-spf");
  EXPECT_EQ(setting_of({.arc_seal = {.domain = "a.example", .selector = "s", .key_file = ""}}),
            "arc-seal-key");
  EXPECT_EQ(setting_of({.arc = false, .arc_seal = {.domain = "a.example", .selector = "s", .key_file = "k"}}),
            "arc-seal-key");
  EXPECT_EQ(setting_of({.arc = false, .trusted_sealers = {"a.example"}}), "trusted-sealer");
}

TEST(CheckConfigWarnings, NameTheFaultOfLibspf2) {
  EXPECT_TRUE(warnings_about({}).empty());
  const auto warnings = warnings_about({.spf_engine = spf::EngineKind::libspf2});
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(says(warnings.front(), "CVE-2023-42118"));
}

}  // namespace
}  // namespace postern
