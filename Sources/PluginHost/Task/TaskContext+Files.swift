internal import CMapReduce
internal import Model

/// The extension "mr.files/1".
extension TaskContext {
  /// One table for all tasks of the process.
  nonisolated(unsafe) static let files = lasting(
    mr_files(
      size: MemoryLayout<mr_files>.size, abi: MR_ABI_VERSION, reserved: 0,
      loaded: { TaskContext.of($0, "loaded of mr.files/1")?.loaded($1) }))

  private static let longestPath = 4096

  private func loaded(_ path: mr_bytes) {
    guard !path.isNull, (1...Self.longestPath).contains(path.size) else {
      violate("loaded of mr.files/1 was given no path")
      return
    }
    let file = BytePath(bytes: Array(path.buffer))
    if phase == .reading { LoadedFiles.addOfFormat(file) } else { LoadedFiles.add(file) }
  }
}
