internal import Glibc

/// The time of the calendar, which logs, journal and reports tell. It may be set back.
package enum CalendarClock {
  /// The milliseconds since 1970.
  package static var milliseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
