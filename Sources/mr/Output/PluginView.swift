import Certification
import Model
import PluginHost

/// All that `mr plugin inspect` tells.
struct PluginView: Encodable {
  /// What the plugin offers; nil if it does not load.
  var description: PluginDescription?
  /// What the file is; nil if it is no library.
  var library: LibraryReport?
  /// The file's SHA-256 in lower-case hexadecimal.
  var sha256: String
  /// Why the plugin does not load.
  var error: MRError?

  private enum CodingKeys: CodingKey { case sha256, error }

  /// The keys of the description, of the library and of this view beside each other.
  func encode(to encoder: any Encoder) throws {
    try description?.encode(to: encoder)
    try library?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sha256, forKey: .sha256)
    try container.encodeIfPresent(error.map(JobView.Failure.init), forKey: .error)
  }

  /// The compiler's version, without where its sources are.
  private static func short(_ compiler: String) -> String {
    compiler.firstRange(of: " (http").map { String(compiler[..<$0.lowerBound]) } ?? compiler
  }

  var text: String {
    var lines: [String] = []
    if let library {
      lines.append("file \(library.path)")
      lines.append("  size     \(Units.bytes(library.size))")
      lines.append("  sha256   \(sha256)")
      lines.append("  language \(library.runtime.rawValue)")
      for (index, compiler) in library.compilers.enumerated() {
        lines.append((index == 0 ? "  built by " : "           ") + Self.short(compiler))
      }
      for (index, needed) in library.needed.enumerated() {
        lines.append(
          (index == 0 ? "  needs    " : "           ")
            + "\(needed.name)  \(needed.path ?? "NOT FOUND")")
      }
      for (index, symbol) in library.unresolved.enumerated() {
        lines.append((index == 0 ? "  missing  " : "           ") + symbol)
      }
      for (index, clash) in library.clashes.enumerated() {
        lines.append((index == 0 ? "  clashes  " : "           ") + clash.description)
      }
      if !library.clashes.isEmpty { lines.append("           " + SymbolClash.remedy) }
    }
    let file = lines.map(terminalSafe).joined(separator: "\n")
    return [description?.text ?? "", file].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}
