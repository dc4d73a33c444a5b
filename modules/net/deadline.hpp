#pragma once

#include <functional>
#include <memory>

#include "net/world.hpp"

namespace postern::net {

/// The deadline of a stream: an alarm that is cheap to move later, as every step of a dialogue does.
class Deadline {
 public:
  /// `on_expiry` is called once each time the deadline is reached.
  Deadline(World& world, std::function<void()> on_expiry)
      : world_(world), on_expiry_(std::move(on_expiry)), alarm_(world.make_alarm([this] { ring(); })) {}
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void set(TimePoint when) {
    when_ = when;
    expired_ = false;
    // An alarm that rings too early finds that out and is set again; so moving later costs nothing.
    if (when < armed_) arm(when);
  }
  bool expired() const { return expired_; }

 private:
  void arm(TimePoint when) {
    armed_ = when;
    alarm_->set(when);
  }
  void ring() {
    armed_ = TimePoint::max();
    if (world_.now() < when_) return arm(when_);
    expired_ = true;
    on_expiry_();
  }

  World& world_;
  std::function<void()> on_expiry_;
  std::unique_ptr<Alarm> alarm_;
  TimePoint when_ = TimePoint::max();
  TimePoint armed_ = TimePoint::max();
  bool expired_ = false;
};

}  // namespace postern::net
