#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "net/world.hpp"

namespace postern {

/// Owns a file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor();

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// Keeps the body of a message between its coming in and its going out: in memory up to a limit, what is over
/// in a temporary file without a name, which disappears with its descriptor however the program ends.
class Spool {
 public:
  /// `world` outlives the spool.
  Spool(net::World& world, std::string directory, std::size_t memory_limit)
      : world_(world), directory_(std::move(directory)), memory_limit_(memory_limit) {}

  /// Appends; `octets` stay valid until it is done. An error is that of the file system
  /// (no_space_on_device...); the spool is of no use then.
  asio::awaitable<std::error_code> append(std::string_view octets);
  /// The octets from `offset` on, as many as are at hand in one piece; none at the end. Valid until the next
  /// call. Throws std::system_error when the file cannot be read.
  asio::awaitable<std::string_view> read(std::uint64_t offset);
  std::uint64_t size() const { return memory_.size() + written_ + block_.size(); }

 private:
  asio::awaitable<std::error_code> write_block();

  net::World& world_;
  std::string directory_;
  std::size_t memory_limit_;
  std::string memory_;         // the body's beginning
  FileDescriptor file_;        // what follows it
  std::uint64_t written_ = 0;  // octets in the file
  std::string block_;          // on the way to the file
  std::string read_back_;      // from the file
};

}  // namespace postern
