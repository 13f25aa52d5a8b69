import Certification
import PluginHost

/// All that `mr plugin inspect` tells.
struct PluginView: Encodable {
  /// nil if the plugin does not load.
  var description: PluginDescription?
  /// nil if the file is no library.
  var library: LibraryReport?
  /// Of the file, in lower-case hexadecimal.
  var sha256: String

  private enum CodingKeys: CodingKey { case sha256 }

  /// The keys of the description, of the library and of this view beside each other.
  func encode(to encoder: any Encoder) throws {
    try description?.encode(to: encoder)
    try library?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sha256, forKey: .sha256)
  }

  var text: String {
    var lines: [String] = []
    if let library {
      lines.append("file \(library.path)")
      lines.append("  size     \(Units.bytes(library.size))")
      lines.append("  sha256   \(sha256)")
      let compilers = library.compilers.isEmpty ? "" : " (\(library.compilers.joined(separator: ", ")))"
      lines.append("  language \(library.runtime.rawValue)\(compilers)")
      for (index, needed) in library.needed.enumerated() {
        lines.append(
          (index == 0 ? "  needs    " : "           ")
            + "\(needed.name)  \(needed.path ?? "NOT FOUND")")
      }
      for (index, symbol) in library.unresolved.enumerated() {
        lines.append((index == 0 ? "  missing  " : "           ") + symbol)
      }
    }
    let table = description.map { [$0.text] } ?? []
    return (table + [lines.map(terminalSafe).joined(separator: "\n")]).joined(separator: "\n\n")
  }
}
