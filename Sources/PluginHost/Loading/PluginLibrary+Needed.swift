internal import CProcess
internal import Model

extension PluginLibrary {
  /// What identifies the libraries that this one needs, and those need in turn: it changes with any of
  /// their files. Their paths do not matter: a plugin's copies bring theirs along.
  func neededIdentity() -> [UInt8] {
    let most = 4096
    return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: most) { paths in
      let count = mr_needed_libraries(
        UnsafeMutableRawPointer(bitPattern: handle), paths.baseAddress, most)
      return paths.prefix(count).flatMap { path in
        path.flatMap { FileIdentity(BytePath(String(cString: $0))) }?.bytes ?? []
      }
    }
  }
}
