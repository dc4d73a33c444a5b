#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "arc/chain.hpp"
#include "arc/tags.hpp"
#include "base/ascii.hpp"

namespace postern::arc {
namespace {

std::string results(int i) {
  return "ARC-Authentication-Results: i=" + std::to_string(i) + "; mx.example.org; none\r\n";
}
std::string signature(int i) {
  return "ARC-Message-Signature: i=" + std::to_string(i) +
         "; a=rsa-sha256; d=a.example; s=s; h=from; bh=YWJj; b=YWJj\r\n";
}
std::string seal(int i, const std::string& status = "") {
  const std::string cv = !status.empty() ? status : i == 1 ? "none" : "pass";
  return "ARC-Seal: i=" + std::to_string(i) + "; a=rsa-sha256; cv=" + cv + "; d=a.example; s=s; b=YWJj\r\n";
}

using Fields = std::vector<std::string>;

Fields set(int i) {
  return {seal(i), signature(i), results(i)};
}
Fields operator+(Fields a, const Fields& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
Fields sets(int count) {
  Fields fields;
  for (int i = 1; i <= count; ++i) fields = set(i) + fields;
  return fields;
}

Chain read(const Fields& fields) {
  ChainReader reader;
  for (std::size_t i = 0; i < fields.size(); ++i) reader.add(fields[i], i);
  return reader.finish();
}

TEST(ArcChain, OfNoFieldsIsAbsent) {
  EXPECT_TRUE(read({}).is_absent());
  EXPECT_TRUE(read({"From: a\r\n", "ARC-Other: i=1\r\n", "X-ARC-Seal: i=1\r\n"}).is_absent());
}

TEST(ArcChain, HasItsSetsByInstance) {
  const auto chain = read(sets(3));
  EXPECT_EQ(chain.fault, "");
  ASSERT_EQ(chain.sets.size(), 3u);
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(chain.sets[static_cast<std::size_t>(i - 1)].instance, i);
  EXPECT_EQ(chain.sets[0].seal->raw_field, seal(1));
  EXPECT_EQ(chain.sets[2].results->raw_field, results(3));
  EXPECT_EQ(chain.sets[2].signature->number, 1u);
}

TEST(ArcChain, DoesNotDependOnTheOrderOfFields) {
  auto fields = sets(4);
  std::mt19937 random(1);
  for (int i = 0; i < 20; ++i) {
    std::ranges::shuffle(fields, random);
    const auto chain = read(fields);
    EXPECT_EQ(chain.fault, "");
    EXPECT_EQ(chain.highest_instance(), 4);
  }
}

TEST(ArcChain, HasFiftySetsAtMost) {
  EXPECT_EQ(read(sets(max_instance)).fault, "");
  auto fields = sets(max_instance);
  fields.push_back(seal(51));
  EXPECT_EQ(read(fields).fault, "more than 50 sets");
  EXPECT_EQ(read({seal(51)}).fault, "ARC-Seal without an instance of 1 to 50");
}

TEST(ArcChain, NamesKnowNoCase) {
  auto fields = set(1);
  for (auto& field : fields) {
    const auto colon = field.find(':');
    field = base::to_upper(field.substr(0, colon)) + ' ' + field.substr(colon);
  }
  EXPECT_EQ(read(fields).fault, "");
  EXPECT_EQ(read(fields).sets.size(), 1u);
}

// RFC 8617 §5.2 steps 1 to 3.
TEST(ArcChain, SaysWhatIsWrongWithItsStructure) {
  struct Case {
    Fields fields;
    std::string fault;
  };
  const std::string no_instance = " without an instance of 1 to 50";
  for (const auto& [fields, fault] : std::initializer_list<Case>{
           {{seal(1), signature(1)}, "i=1: no ARC-Authentication-Results"},
           {{seal(1), results(1)}, "i=1: no ARC-Message-Signature"},
           {{signature(1), results(1)}, "i=1: no ARC-Seal"},
           {set(1) + Fields{seal(2), signature(2)}, "i=2: no ARC-Authentication-Results"},
           {{seal(2), signature(2), results(2), seal(1), results(1)}, "i=1: no ARC-Message-Signature"},
           {set(1) + Fields{seal(1)}, "i=1: more than one ARC-Seal"},
           {set(1) + Fields{signature(1)}, "i=1: more than one ARC-Message-Signature"},
           {set(1) + Fields{results(1)}, "i=1: more than one ARC-Authentication-Results"},
           {set(2), "i=1: this set is missing"},
           {set(1) + set(3), "i=2: this set is missing"},
           {{seal(1, "pass"), signature(1), results(1)}, "i=1: cv=pass, not none"},
           {set(1) + Fields{seal(2, "none"), signature(2), results(2)}, "i=2: cv=none, not pass"},
           {set(3) + set(1) + Fields{seal(2, "fail"), signature(2), results(2)}, "i=2: cv=fail, not pass"},
           {set(1) + Fields{seal(2, "fail"), signature(2), results(2)},
            "i=2: the sealer found that the chain had failed (cv=fail)"},
           {{seal(1, "fail"), signature(1), results(1)},
            "i=1: the sealer found that the chain had failed (cv=fail)"},
           {{seal(7, "fail")}, "i=7: the sealer found that the chain had failed (cv=fail)"},
           {{seal(1, "maybe"), signature(1), results(1)}, "i=1: ARC-Seal: cv= is missing or unknown"},
           {{"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.example; s=s; b=YWJj; h=from\r\n", signature(1),
             results(1)},
            "i=1: ARC-Seal: h= is not allowed in ARC-Seal"},
           {{seal(0)}, "ARC-Seal" + no_instance},
           {set(1) + Fields{"ARC-Seal: cv=pass\r\n"}, "ARC-Seal" + no_instance},
           {set(1) + Fields{"ARC-Message-Signature: nothing\r\n"}, "ARC-Message-Signature" + no_instance},
           {set(1) + Fields{"ARC-Authentication-Results: mx.example.org; i=1\r\n"},
            "ARC-Authentication-Results" + no_instance},
           {set(1) + Fields{"ARC-Seal:\r\n"}, "ARC-Seal" + no_instance},
       }) {
    EXPECT_EQ(read(fields).fault, fault) << (fields.empty() ? "" : fields.back());
  }
}

TEST(ArcChain, EndsWhereTheNewestSealSaysSo) {
  EXPECT_TRUE(read(set(1) + Fields{seal(2, "fail"), signature(2), results(2)}).is_ended);
  EXPECT_TRUE(read({seal(3, "fail")}).is_ended);
  EXPECT_FALSE(read(set(3) + Fields{seal(2, "fail")}).is_ended);
  EXPECT_FALSE(read(set(1) + Fields{results(2)}).is_ended);
}

TEST(ArcChain, OfManyFieldsIsNotReadWhole) {
  ChainReader reader;
  const std::string field = seal(1);
  for (std::size_t i = 0; i < 100'000; ++i) reader.add(field, i);
  EXPECT_EQ(reader.finish().fault, "more than 50 sets");
}

}  // namespace
}  // namespace postern::arc
