#include "cli/outline_of_app.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The outline of one option that `define` adds.
template <class Define>
OutlineOption outline_of_option(Define define) {
  CLI::App app;
  return outline_of(*define(app));
}

TEST(CliOutline, LearnsTheValueFromTheNameOfItsType) {
  std::string text;
  std::vector<std::string> texts;
  int number = 0;
  bool truth = false;
  const auto value = [](auto define) { return outline_of_option(define).value; };
  EXPECT_EQ(value([&](CLI::App& app) { return app.add_option("--x", text)->type_name("off|may"); }),
            "off|may");
  EXPECT_EQ(value([&](CLI::App& app) { return app.add_option("--x", text)->type_name("FILE[:FILE]"); }),
            "FILE[:FILE]");
  EXPECT_EQ(value([&](CLI::App& app) {
              return app.add_option("--x", text)->type_name("FILE")->check(CLI::ExistingFile);
            }),
            "FILE");
  EXPECT_EQ(value([&](CLI::App& app) { return app.add_option("--x", texts)->check(CLI::ExistingFile); }),
            "FILE");
  EXPECT_EQ(value([&](CLI::App& app) { return app.add_option("--x", text)->check(CLI::ExistingDirectory); }),
            "DIRECTORY");
  EXPECT_EQ(value([&](CLI::App& app) { return app.add_option("--x", text)->check(CLI::ExistingPath); }),
            "FILE");
  EXPECT_EQ(value([&](CLI::App& app) {
              return app.add_option("--x", text)->check(CLI::IsMember(std::vector<std::string>{"a", "b"}));
            }),
            "a|b");
  EXPECT_EQ(value([&](CLI::App& app) { return app.add_option("--x", number); }), "NUMBER");
  EXPECT_EQ(value([&](CLI::App& app) { return app.add_flag("--x", truth); }), "");
}

TEST(CliOutline, KnowsWhatIsAFlagAListAndRequired) {
  std::string text;
  std::vector<std::string> texts;
  bool truth = false;
  const auto flag =
      outline_of_option([&](CLI::App& app) { return app.add_flag("-q,--quiet", truth, "less"); });
  EXPECT_EQ(flag, (OutlineOption{.names = {"-q", "--quiet"}, .help = "less", .is_flag = true}));
  const auto list = outline_of_option(
      [&](CLI::App& app) { return app.add_option("--to", texts)->required()->group("Where"); });
  EXPECT_EQ(list,
            (OutlineOption{
                .names = {"--to"}, .group = "Where", .value = "TEXT", .is_required = true, .is_list = true}));
  const auto one = outline_of_option([&](CLI::App& app) { return app.add_option("file", text); });
  EXPECT_EQ(one, (OutlineOption{.names = {"file"}, .value = "TEXT"}));
}

TEST(CliOutline, WalksTheTreeWithoutWhatIsHidden) {
  CLI::App app("The program.", "prog");
  std::string text;
  app.add_option("--hidden", text)->group("");
  auto* first = app.add_subcommand("first", "Does this.");
  first->footer("An end.");
  first->add_subcommand("inner", "Does that.")->add_option("file", text);
  app.add_subcommand("secret", "Nobody knows.")->group("");
  const auto outline = outline_of(app);
  EXPECT_EQ(outline.options.size(), 1U);  // --help
  std::vector<std::string> paths;
  for (const auto& [path, command] : flatten(outline)) paths.push_back(path);
  EXPECT_THAT(paths, ElementsAre("prog", "prog first", "prog first inner"));
  EXPECT_EQ(outline.commands[0].footer, "An end.");
  EXPECT_THAT(outline.commands[0].commands[0].arguments[0].names, ElementsAre("file"));
}

TEST(Outline, KnowsWhatCanStandForAValue) {
  EXPECT_EQ(kind_of({.value = ""}), ValueKind::none);
  EXPECT_EQ(kind_of({.value = "a|b"}), ValueKind::choice);
  EXPECT_EQ(kind_of({.value = "FILE[:FILE]"}), ValueKind::file);
  EXPECT_EQ(kind_of({.value = "DIRECTORY"}), ValueKind::directory);
  EXPECT_EQ(kind_of({.value = "NETWORK"}), ValueKind::other);
  EXPECT_THAT(choices_of({.value = "a|b"}), ElementsAre("a", "b"));
  EXPECT_THAT(choices_of({.value = "FILE"}), IsEmpty());
}

TEST(Help, ShowsChoicesAndKeepsLongOnesInTheText) {
  CLI::App app;
  app.formatter(std::make_shared<HelpFormatter>());
  std::string text;
  app.add_option("--tls", text, "TLS")->type_name("off|may");
  app.add_option("--word", text, "a word")
      ->type_name("a-long-word|another-long-word|a-third-long-word|and-a-fourth")
      ->required();
  const auto help = app.help();
  EXPECT_THAT(help, HasSubstr("  --tls off|may               TLS\n"));
  EXPECT_THAT(help, HasSubstr("  --word WORD (required)      a word: a-long-word, another-long-word"));
}

TEST(Help, BreaksLinesAtOneHundredColumns) {
  CLI::App app;
  app.formatter(std::make_shared<HelpFormatter>());
  std::string words;
  for (int i = 0; i < 60; ++i) words += "words ";
  std::string text;
  app.add_option("--text", text, words);
  app.footer(words + "\n  an example " + words);
  std::istringstream help(app.help());
  for (std::string line; std::getline(help, line);) {
    if (!line.starts_with("  an example")) EXPECT_LE(line.size(), 100U) << line;
  }
}

}  // namespace
}  // namespace postern
