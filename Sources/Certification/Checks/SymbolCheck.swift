internal import FoundationEssentials
internal import Model
internal import PluginHost

/// Whether the plugin meets its own symbols first.
struct SymbolCheck {
  private let path: String
  private static let mostNamed = 8

  init(_ path: String) { self.path = path }

  func run() throws(MRError) -> Verdict {
    guard let content = FileManager.default.contents(atPath: path) else {
      throw MRError(.plugin, "cannot read \(printable(path.utf8))")
    }
    let found: Result<ELFFile, MRError> = content.withUnsafeBytes { bytes in
      do throws(MRError) { return .success(try ELFFile(bytes)) } catch { return .failure(error) }
    }
    let file = try found.get()
    let clashes = SymbolClash.find(in: file)
    guard !clashes.isEmpty else {
      return .ok("\(counted(file.defined.count, "symbol")), none of which is taken for another's")
    }
    let names = clashes.prefix(Self.mostNamed).map(\.description)
    let more = clashes.count - names.count
    return .failed(
      "in place of its own it may get: " + names.joined(separator: "; ")
        + (more > 0 ? "; and \(more) more" : ""),
      remedy: SymbolClash.remedy)
  }
}
