#include "net/memory_stream.hpp"

#include <algorithm>
#include <asio/error.hpp>
#include <asio/this_coro.hpp>
#include <string>

#include "net/deadline.hpp"
#include "net/event.hpp"

// Two pipes, each shared by its writer and its reader; whoever changes one wakes the other.

namespace postern::net {

namespace {

struct Pipe {
  explicit Pipe(const asio::any_io_executor& executor) : changed(executor) {}

  std::string octets;
  bool finished = false;
  bool reset = false;
  Event changed;
};

class MemoryStream final : public Stream {
 public:
  MemoryStream(World& world, std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out, Peer peer, StepFault fault)
      : in_(std::move(in)),
        out_(std::move(out)),
        peer_(peer),
        fault_(std::move(fault)),
        deadline_(world, [pipe = in_] { pipe->changed.notify_all(); }) {}
  ~MemoryStream() override { MemoryStream::close(); }

  asio::awaitable<std::size_t> read_some(std::span<char> into) override {
    take_step();
    while (in_->octets.empty() && !in_->finished && !in_->reset && !deadline_.expired()) {
      co_await in_->changed.wait();
      const auto cancellation = co_await asio::this_coro::cancellation_state;
      if (cancellation.cancelled() != asio::cancellation_type::none) fail(asio::error::operation_aborted);
    }
    if (deadline_.expired()) fail(asio::error::timed_out);
    if (in_->reset) fail(asio::error::connection_reset);
    co_return take(into);
  }

  asio::awaitable<void> write(std::span<const asio::const_buffer> buffers) override {
    take_step();
    if (deadline_.expired()) fail(asio::error::timed_out);
    if (out_->reset || out_->finished) fail(asio::error::broken_pipe);
    for (const auto& buffer : buffers) {
      out_->octets.append(static_cast<const char*>(buffer.data()), buffer.size());
    }
    out_->changed.notify_all();
    co_return;
  }

  std::size_t read_ready(std::span<char> into) override { return in_->reset ? 0 : take(into); }

  std::size_t write_ready(std::span<const char> octets) noexcept override {
    if (out_->reset || out_->finished) return 0;
    out_->octets.append(octets.data(), octets.size());
    out_->changed.notify_all();
    return octets.size();
  }

  void set_deadline(TimePoint when) override { deadline_.set(when); }

  PeerState peer_state() override {
    if (in_->reset) return PeerState::gone;
    return in_->finished ? PeerState::finished : PeerState::open;
  }

  bool has_unread() override { return !in_->octets.empty(); }

  const Peer& peer() const override { return peer_; }

  void close() noexcept override {
    if (!out_->finished) {
      out_->finished = true;
      out_->changed.notify_all();
    }
    // Nobody reads what the other end writes from now on: its writes fail.
    in_->finished = true;
    in_->changed.notify_all();
  }

  void abort() noexcept override {
    out_->reset = true;
    in_->reset = true;
    out_->changed.notify_all();
    in_->changed.notify_all();
  }

 private:
  [[noreturn]] static void fail(std::error_code code) { throw std::system_error(code); }

  std::size_t take(std::span<char> into) {
    const auto size = std::min(into.size(), in_->octets.size());
    std::copy_n(in_->octets.begin(), size, into.begin());
    in_->octets.erase(0, size);
    return size;
  }

  void take_step() {
    if (!fault_) return;
    const auto code = fault_();
    if (!code) return;
    abort();
    fail(code);
  }

  std::shared_ptr<Pipe> in_;
  std::shared_ptr<Pipe> out_;
  Peer peer_;
  StepFault fault_;
  Deadline deadline_;
};

}  // namespace

MemoryStreamEnds make_memory_stream(World& world, Peer first_peer, Peer second_peer, StepFault fault) {
  auto forth = std::make_shared<Pipe>(world.executor());
  auto back = std::make_shared<Pipe>(world.executor());
  MemoryStreamEnds ends;
  ends.first = std::make_unique<MemoryStream>(world, back, forth, first_peer, std::move(fault));
  ends.second = std::make_unique<MemoryStream>(world, forth, back, second_peer, StepFault{});
  ends.finish_second = [back] {
    back->finished = true;
    back->changed.notify_all();
  };
  return ends;
}

}  // namespace postern::net
