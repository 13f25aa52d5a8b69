internal import Glibc
package import Model

extension CacheChoice {
  /// Where the choice leads in this process.
  /// - Returns: nil for no cache, also if the environment names no directory of the user's.
  /// - Throws: `invalidArgument` if the environment names a place that is none.
  package func place() throws(MRError) -> CachePlace? {
    switch self {
    case .off: return nil
    case .at(let place): return place
    case .standard: break
    }
    guard let text = Self.environment(Self.variable) else { return Self.userDirectory }
    do throws(MRError) {
      guard case .at(let place) = try CacheChoice(text) else { return nil }
      // A worker's own directory is none that anybody has in mind.
      guard Self.isAbsolute(place.directory) else {
        throw MRError(
          .invalidArgument, "\"\(printable(text.utf8))\" is no place for a cache",
          cause: "the directory is not absolute")
      }
      return place
    } catch {
      throw MRError(
        error.code, error.message, cause: error.cause,
        remedy: "Set \(Self.variable) to DIRECTORY, DIRECTORY:SIZE or off.")
    }
  }

  private static var userDirectory: CachePlace? {
    if let caches = environmentPath("XDG_CACHE_HOME") {
      return CachePlace(directory: caches + "/mr")
    }
    return environmentPath("HOME").map { CachePlace(directory: $0 + "/.cache/mr") }
  }

  /// A character may begin with a slash and be no slash.
  private static func isAbsolute(_ path: String) -> Bool {
    path.utf8.first == UInt8(ascii: "/")
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
