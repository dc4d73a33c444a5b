#include "cli/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

// The scripts are run by the shells they are for, with texts that would do something if they were not quoted.

namespace postern {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ShellQuote, MakesOneWordOfAnything) {
  EXPECT_EQ(shell_quote("a b"), "'a b'");
  EXPECT_EQ(shell_quote("it's $(x) \\n"), "'it'\\''s $(x) \\n'");
  EXPECT_EQ(shell_quote("a\nb\x1b"), "'a b '");
  EXPECT_EQ(fish_quote("it's \\n"), "'it\\'s \\\\n'");
}

TEST(Brief, EndsBeforeTheFirstSemicolon) {
  EXPECT_EQ(brief("TLS; default: off"), "TLS");
  EXPECT_EQ(brief("TLS"), "TLS");
}

TEST(FunctionName, HasNoHyphens) {
  EXPECT_EQ(function_name("postern config dry-run"), "_postern_config_dry_run");
}

const std::string hostile_text = "it's \"q\" $(touch ran) `touch ran` [x]: \\ ; | & * %s\n#";

OutlineCommand hostile_program() {
  const OutlineOption choice{.names = {"-x", "--choice"},
                             .help = hostile_text,
                             .value = "plain|$(touch ran)|it's|a b|`touch ran`|back\\slash|co:lon"};
  const OutlineOption flag{
      .names = {"--flag"}, .help = hostile_text, .value = "true|false", .is_flag = true, .is_list = true};
  const OutlineOption file{.names = {"--file"}, .help = hostile_text, .value = "FILE"};
  return {.name = "prog",
          .help = hostile_text,
          .commands = {{.name = "run",
                        .help = hostile_text,
                        .options = {choice, flag, file},
                        .arguments = {{.names = {hostile_text}, .help = hostile_text, .value = "one|two"}}}}};
}

/// A directory of this test, in which the scripts would leave a file `ran`.
class Completion : public testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        std::filesystem::path(testing::TempDir()) /
        ("postern-completion-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override {
    EXPECT_FALSE(std::filesystem::exists(directory_ / "ran")) << "a text was run";
    std::filesystem::remove_all(directory_);
  }

  static bool has(const std::string& shell) {
    return std::system(("command -v " + shell + " >/dev/null").c_str()) == 0;
  }

  /// What `shell` prints that runs the script and then `words`; status and complaints besides.
  std::string run(const std::string& shell, const std::string& script, const std::string& words) {
    std::ofstream(directory_ / "script") << script << "\n" << words << "\n";
    const auto command =
        "cd " + directory_.string() + " && HOME=$PWD " + shell + " ./script >out 2>&1; echo status $? >>out";
    [[maybe_unused]] const int status = std::system(command.c_str());
    std::ostringstream out;
    out << std::ifstream(directory_ / "out").rdbuf();
    return out.str();
  }

  std::filesystem::path directory_;
};

/// Calls the function as bash would with the cursor behind the last word, and prints what it answers.
std::string bash_completes(const std::string& words) {
  return "COMP_WORDS=(" + words + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_prog\n" +
         "printf '<%s>' \"${COMPREPLY[@]}\"; echo";
}

TEST_F(Completion, BashOffersWordsAsTheyAre) {
  const auto script = format_bash_completion(hostile_program());
  EXPECT_EQ(
      run("bash", script, bash_completes("prog run --choice ''")),
      "<plain><\\$\\(touch\\ ran\\)><it\\'s><a\\ b><\\`touch\\ ran\\`><back\\\\slash><co:lon>\nstatus 0\n");
  EXPECT_EQ(run("bash", script, bash_completes("prog run -x p")), "<plain>\nstatus 0\n");
  EXPECT_EQ(run("bash", script, bash_completes("prog run t")), "<two>\nstatus 0\n");
  EXPECT_EQ(run("bash", script, bash_completes("prog ''")), "<run>\nstatus 0\n");
  EXPECT_EQ(run("bash", script, bash_completes("prog run --f")), "<--flag><--file>\nstatus 0\n");
}

TEST_F(Completion, BashUnderstandsEqualsSigns) {
  const auto script = format_bash_completion(hostile_program());
  EXPECT_EQ(run("bash", script, bash_completes("prog run --choice =")).substr(0, 7), "<plain>");
  EXPECT_EQ(run("bash", script, bash_completes("prog run --choice = p")), "<plain>\nstatus 0\n");
  EXPECT_EQ(run("bash", script, bash_completes("prog run --choice=p")), "<--choice=plain>\nstatus 0\n");
  EXPECT_EQ(run("bash", script, bash_completes("prog run --flag = f")), "<false>\nstatus 0\n");
  // Without one, what follows a flag is not its value.
  EXPECT_EQ(run("bash", script, bash_completes("prog run --flag ''")), "<one><two>\nstatus 0\n");
}

TEST_F(Completion, FishOffersWordsAsTheyAre) {
  if (!has("fish")) GTEST_SKIP() << "fish is not installed";
  const auto script = format_fish_completion(hostile_program());
  const auto choices = run("fish --no-config", script, "complete -C 'prog run --choice '");
  EXPECT_THAT(choices, HasSubstr("plain\tit's"));
  EXPECT_THAT(choices, HasSubstr("$(touch ran)\tit's"));
  EXPECT_THAT(choices, HasSubstr("\nit's\tit's"));
  EXPECT_THAT(choices, HasSubstr("back\\slash\tit's"));
  EXPECT_THAT(choices, HasSubstr("status 0\n"));
  const auto flags = run("fish --no-config", script, "complete -C 'prog run --fl'");
  EXPECT_THAT(flags, HasSubstr("--flag\tit's \"q\" $(touch ran) `touch ran` [x]: \\"));
  EXPECT_THAT(run("fish --no-config", script, "complete -C 'prog r'"), HasSubstr("run\tit's"));
}

TEST_F(Completion, ZshReadsTheScript) {
  if (!has("zsh")) GTEST_SKIP() << "zsh is not installed";
  // _arguments and _describe answer with what they were told, word for word.
  const std::string stand_ins =
      "_arguments() { print -rl -- \"$@\" }\n_describe() { print -rl -- $commands }\ncompdef() { : }\n";
  const auto told = run("zsh -f", stand_ins + format_zsh_completion(hostile_program()), "_prog_run");
  EXPECT_THAT(told, HasSubstr("(-x --choice)-x[it's \"q\" $(touch ran) `touch ran` \\[x\\]\\: \\\\ ]:"));
  EXPECT_THAT(
      told, HasSubstr("('plain' '$(touch ran)' 'it'\\''s' 'a b' '`touch ran`' 'back\\slash' 'co\\:lon')\n"));
  EXPECT_THAT(told, HasSubstr("*--flag=-[it's"));
  EXPECT_THAT(told, HasSubstr("::true|false:('true' 'false')\n"));
  EXPECT_THAT(told, HasSubstr("]:FILE:_files\n"));
  EXPECT_THAT(told, HasSubstr("status 0\n"));
}

}  // namespace
}  // namespace postern
