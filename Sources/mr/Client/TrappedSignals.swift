import CSignals
import Dispatch
import Glibc
import Model

/// SIGINT and SIGTERM, from now on, by their numbers. They are caught by a handler and not, as Dispatch
/// and the libraries above it do, blocked in every thread: what plugins start would inherit that.
func trappedSignals() throws(MRError) -> AsyncStream<CInt> {
  var ends: [CInt] = [-1, -1]
  guard pipe(&ends) == 0 else {
    throw MRError(.internal, "cannot make a pipe", cause: String(cString: strerror(errno)))
  }
  for end in ends {
    _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    _ = fcntl(end, F_SETFL, O_NONBLOCK)
  }
  let (stream, continuation) = AsyncStream.makeStream(of: CInt.self)
  let reading = ends[0]
  let source = DispatchSource.makeReadSource(fileDescriptor: reading)
  source.setEventHandler {
    var number: UInt8 = 0
    // The source lives as long as its handler, which is as long as the process.
    withExtendedLifetime(source) {
      while read(reading, &number, 1) == 1 { continuation.yield(CInt(number)) }
    }
  }
  source.activate()
  mr_signals_trap(ends[1])
  return stream
}
