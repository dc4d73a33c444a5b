#include "mail/header_block.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

HeaderField field(std::string octets) {
  return HeaderField::raw(std::move(octets));
}

std::string text(const HeaderBlock& block) {
  std::string result;
  block.append_to(result);
  EXPECT_EQ(block.octets(), result.size());
  return result;
}

// A header with a first, a folded, a duplicate, a malformed and a last field.
struct Sample {
  HeaderBlock block;
  FieldId first = block.append(field("First: 1\r\n"));
  FieldId folded = block.append(field("Twice: 2\r\n folded\r\n"));
  FieldId malformed = block.append(field("no colon\r\n"));
  FieldId duplicate = block.append(field("twice : 3\r\n"));
  FieldId last = block.append(field("Last: 4"));
};

TEST(HeaderBlock, KeepsFieldsInOrder) {
  EXPECT_EQ(text(Sample().block), "First: 1\r\nTwice: 2\r\n folded\r\nno colon\r\ntwice : 3\r\nLast: 4");
}

TEST(HeaderBlock, IsEmptyAtFirst) {
  const HeaderBlock block;
  EXPECT_TRUE(block.empty());
  EXPECT_EQ(block.size(), 0u);
  EXPECT_EQ(text(block), "");
}

TEST(HeaderBlock, PrependsAboveTheFirst) {
  Sample sample;
  sample.block.prepend(field("B: b\r\n"));
  const auto top = sample.block.prepend(field("A: a\r\n"));
  EXPECT_EQ(text(sample.block).substr(0, 20), "A: a\r\nB: b\r\nFirst: 1");
  EXPECT_EQ(sample.block.begin()->id, top);
  EXPECT_EQ(sample.block.size(), 7u);
}

TEST(HeaderBlock, PrependsToNothing) {
  HeaderBlock block;
  block.prepend(field("B: b\r\n"));
  block.append(field("C: c\r\n"));
  block.prepend(field("A: a\r\n"));
  EXPECT_EQ(text(block), "A: a\r\nB: b\r\nC: c\r\n");
}

TEST(HeaderBlock, RemovesTheFirst) {
  Sample sample;
  sample.block.remove(sample.first);
  EXPECT_EQ(text(sample.block), "Twice: 2\r\n folded\r\nno colon\r\ntwice : 3\r\nLast: 4");
}

TEST(HeaderBlock, RemovesTheLast) {
  Sample sample;
  sample.block.remove(sample.last);
  EXPECT_EQ(text(sample.block), "First: 1\r\nTwice: 2\r\n folded\r\nno colon\r\ntwice : 3\r\n");
}

TEST(HeaderBlock, RemovesTheFoldedOfTwoWithOneName) {
  Sample sample;
  sample.block.remove(sample.folded);
  EXPECT_EQ(text(sample.block), "First: 1\r\nno colon\r\ntwice : 3\r\nLast: 4");
}

TEST(HeaderBlock, RemovesTheLowerOfTwoWithOneName) {
  Sample sample;
  sample.block.remove(sample.duplicate);
  EXPECT_EQ(text(sample.block), "First: 1\r\nTwice: 2\r\n folded\r\nno colon\r\nLast: 4");
}

TEST(HeaderBlock, RemovesAMalformedLine) {
  Sample sample;
  sample.block.remove(sample.malformed);
  EXPECT_EQ(text(sample.block), "First: 1\r\nTwice: 2\r\n folded\r\ntwice : 3\r\nLast: 4");
}

TEST(HeaderBlock, ReplacesInPlace) {
  Sample sample;
  sample.block.replace(sample.first, field("One: 1\r\n"));
  sample.block.replace(sample.folded, field("Two: 2\r\n"));
  sample.block.replace(sample.last, field("Four: 4\r\n"));
  EXPECT_EQ(text(sample.block), "One: 1\r\nTwo: 2\r\nno colon\r\ntwice : 3\r\nFour: 4\r\n");
  EXPECT_EQ(sample.block.at(sample.folded).name(), "Two");
}

TEST(HeaderBlock, IdsOutliveEditsElsewhere) {
  Sample sample;
  sample.block.remove(sample.first);
  sample.block.prepend(field("New: x\r\n"));
  sample.block.replace(sample.malformed, field("colon: y\r\n"));
  sample.block.append(field("End: z\r\n"));
  EXPECT_EQ(sample.block.at(sample.folded).raw(), "Twice: 2\r\n folded\r\n");
  EXPECT_EQ(sample.block.at(sample.last).raw(), "Last: 4");
}

TEST(HeaderBlock, FindsByNameWithoutCase) {
  const Sample sample;
  EXPECT_THAT(sample.block.all("TWICE"), ElementsAre(sample.folded, sample.duplicate));
  EXPECT_EQ(sample.block.count("twice"), 2u);
  EXPECT_EQ(sample.block.find("twice"), sample.folded);
  EXPECT_EQ(sample.block.find("last"), sample.last);
}

TEST(HeaderBlock, FindsNothingByAbsentOrEmptyName) {
  const Sample sample;
  for (const auto* name : {"", "Twic", "no colon", "no"}) {
    EXPECT_THAT(sample.block.all(name), IsEmpty()) << name;
    EXPECT_EQ(sample.block.count(name), 0u) << name;
    EXPECT_EQ(sample.block.find(name), std::nullopt) << name;
  }
}

TEST(HeaderBlock, ACopyIsEditedAlone) {
  const Sample sample;
  HeaderBlock copy = sample.block;
  copy.remove(sample.first);
  EXPECT_EQ(copy.count("First"), 0u);
  EXPECT_EQ(sample.block.at(sample.first).raw(), "First: 1\r\n");
  EXPECT_EQ(copy.at(sample.last).raw(), "Last: 4");
}

}  // namespace
}  // namespace postern::mail
