internal import Glibc
internal import Model

/// A pipe that no program inherits. Its ends are closed with it.
final class Pipe {
  let reading: CInt
  private(set) var writing: CInt

  init() throws(MRError) {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw MRError(.internal, "cannot make a pipe", cause: String(cString: strerror(errno)))
    }
    (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    close(reading)
    closeWriting()
  }

  /// Ends what is written: whoever reads comes to the end.
  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }
}
