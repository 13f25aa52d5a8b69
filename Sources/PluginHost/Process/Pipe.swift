internal import Glibc
internal import Model

/// A pipe that no program inherits. Its ends are closed with it.
final class Pipe {
  private(set) var reading: CInt
  let writing: CInt

  init() throws(MRError) {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw MRError(.internal, "cannot make a pipe", cause: String(cString: strerror(errno)))
    }
    (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    if reading >= 0 { close(reading) }
    close(writing)
  }

  /// From now on the caller closes the reading end.
  func takeReading() -> CInt {
    defer { reading = -1 }
    return reading
  }

  func closeReading() { close(takeReading()) }
}
