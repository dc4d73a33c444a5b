#include "verify/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>

// The mode is asked of the file that was opened, not of its name, which may mean another file by then.

namespace postern {

namespace {

constexpr std::size_t most_octets = 64 * 1024;

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw std::runtime_error(path + ": " + why);
}

[[noreturn]] void refuse_by_errno(const std::string& path) {
  refuse(path, "cannot be read: " + std::generic_category().message(errno));
}

void check_mode(const std::string& path, const Descriptor& file) {
  struct stat facts{};
  if (::fstat(file.get(), &facts) != 0) refuse_by_errno(path);
  if (!S_ISREG(facts.st_mode)) refuse(path, "is no regular file");
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
  char mode[8];
  std::snprintf(mode, sizeof mode, "%04o", facts.st_mode & 07777U);
  refuse(path, "others than its owner have access to this secret (mode " + std::string(mode) +
                   "); take it from them: chmod go= " + path);
}

}  // namespace

std::string read_private_file(const std::string& path) {
  const Descriptor file(path);
  if (file.get() < 0) refuse_by_errno(path);
  check_mode(path, file);
  std::string text(most_octets + 1, '\0');
  std::size_t size = 0;
  for (;;) {
    const auto count = ::read(file.get(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse_by_errno(path);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (size > most_octets) refuse(path, "is too long to be a key");
  }
  text.resize(size);
  return text;
}

}  // namespace postern
