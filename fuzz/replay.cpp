// Runs a fuzz target over files instead of a search: every file named, and every file of the directories
// named. So what fuzzing once found is asked again in every test run, with any compiler. No file at all is a
// failure: a corpus that cannot be found must not look like one that passes.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> inputs_of(const fs::path& named) {
  if (!fs::is_directory(named)) return {named};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(named)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

bool replay(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    std::cerr << "cannot read " << file << '\n';
    return false;
  }
  // The last name printed is the culprit when the target aborts.
  std::cerr << file.string() << std::endl;
  const std::string octets(std::istreambuf_iterator<char>(stream), {});
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
  return true;
}

}  // namespace

int main(int argc, char* argv[]) {
  const std::vector<std::string> named(argv + 1, argv + argc);
  std::vector<fs::path> files;
  for (const auto& name : named) std::ranges::copy(inputs_of(name), std::back_inserter(files));
  if (files.empty()) {
    std::cerr << "usage: " << argv[0] << " FILE-OR-DIRECTORY...  (no input was found)\n";
    return 2;
  }
  return std::ranges::all_of(files, replay) ? 0 : 1;
}
