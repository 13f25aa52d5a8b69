internal import Foundation
internal import Model
internal import PluginHost

/// What a plugin needs from beside it: `$ORIGIN` in its search path means the directory that it lies
/// in. Beside a copy of it, links lead to what lies there.
struct OriginLinks {
  /// Where the plugin itself lies.
  let original: String
  /// Where its copy lies; so deep that what is looked for above it is still within `limit`.
  let copy: String
  /// The directory outside of which nothing is made.
  let limit: String
  /// How many directories below `limit` the copy is to lie.
  static let depth = 4
  private static let mostLinks = 1000

  /// - Parameter content: of the plugin. What is no library has no links.
  func make(_ content: Data) {
    guard let file = content.withUnsafeBytes({ try? ELFFile($0) }) else { return }
    for path in file.searchPath {
      guard let rest = Self.afterOrigin(path) else { continue }
      let place = URL(filePath: copy + rest).standardizedFileURL.path
      if place == URL(filePath: copy).standardizedFileURL.path {
        linkLibraries()
      } else if place.hasPrefix(limit + "/") {
        link(place, to: original + rest)
      }
    }
  }

  /// What follows the plugin's directory in a path: `/../lib` of `$ORIGIN/../lib`.
  private static func afterOrigin(_ path: String) -> String? {
    for word in ["$ORIGIN", "${ORIGIN}"] where path.hasPrefix(word) {
      let rest = String(path.dropFirst(word.count))
      if rest.isEmpty || rest.hasPrefix("/") { return rest }
    }
    return nil
  }

  /// All libraries that lie in the plugin's own directory: one may need the next.
  private func linkLibraries() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: original)) ?? []
    for name in names.filter({ $0.contains(".so") }).sorted().prefix(Self.mostLinks) {
      link("\(copy)/\(name)", to: "\(original)/\(name)")
    }
  }

  /// What is there already stays, and what leads nowhere is not found by the loader either.
  private func link(_ place: String, to target: String) {
    let parent = URL(filePath: place).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    symlink(target, place)
  }
}
