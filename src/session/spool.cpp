#include "session/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

// The body is memory_, then the file, then (while it is being written) block_. The file is written and read
// in blocks large enough that the trip to the helper thread does not matter.

namespace postern {

namespace {

constexpr std::size_t block_size = 256 * 1024;

std::error_code last_error() {
  return {errno, std::system_category()};
}

/// O_TMPFILE where the file system has it, else a file that is unlinked at once.
FileDescriptor open_unnamed(const std::string& directory) {
  FileDescriptor unnamed(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (unnamed.is_open()) return unnamed;
  std::string name = directory + "/postern-XXXXXX";
  FileDescriptor named(mkostemp(name.data(), O_CLOEXEC));
  if (named.is_open()) unlink(name.c_str());
  return named;
}

std::error_code write_all(int file, std::string_view octets, std::uint64_t offset) {
  while (!octets.empty()) {
    const auto size = pwrite(file, octets.data(), octets.size(), static_cast<off_t>(offset));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return last_error();
    octets.remove_prefix(static_cast<std::size_t>(size));
    offset += static_cast<std::uint64_t>(size);
  }
  return {};
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (is_open()) ::close(number_);
}

asio::awaitable<std::error_code> Spool::append(std::string_view octets) {
  const auto room = memory_limit_ - std::min(memory_limit_, memory_.size());
  memory_ += octets.substr(0, room);
  octets.remove_prefix(std::min(room, octets.size()));
  block_ += octets;
  if (block_.size() < block_size) co_return std::error_code{};
  const auto code = co_await write_block();
  co_return code;
}

asio::awaitable<std::error_code> Spool::write_block() {
  std::error_code code;
  const auto work = [this, &code] {
    if (!file_.is_open()) file_ = open_unnamed(directory_);
    code = file_.is_open() ? write_all(file_.get(), block_, written_) : last_error();
  };
  co_await world_.offload(work);
  if (!code) {
    written_ += block_.size();
    block_.clear();
  }
  co_return code;
}

asio::awaitable<std::string_view> Spool::read(std::uint64_t offset) {
  if (offset < memory_.size()) co_return std::string_view(memory_).substr(static_cast<std::size_t>(offset));
  offset -= memory_.size();
  if (offset >= written_) {
    // What never reached the file.
    const auto from = std::min<std::uint64_t>(offset - written_, block_.size());
    co_return std::string_view(block_).substr(static_cast<std::size_t>(from));
  }
  std::error_code code;
  const auto work = [this, offset, &code] {
    read_back_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(block_size, written_ - offset)));
    const auto size = pread(file_.get(), read_back_.data(), read_back_.size(), static_cast<off_t>(offset));
    if (size <= 0) code = size < 0 ? last_error() : std::make_error_code(std::errc::io_error);
    read_back_.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  };
  co_await world_.offload(work);
  if (code) throw std::system_error(code, "reading the spool");
  co_return read_back_;
}

}  // namespace postern
