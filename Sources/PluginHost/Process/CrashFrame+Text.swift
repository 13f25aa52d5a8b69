import Foundation
import Model

extension CrashFrame {
  /// Places in words: `libplugin.so+0x1234 (parse_line)`, up to where a plugin was called. Blocks: it looks for the names of functions in
  /// the files of programs and libraries, as they are now.
  package static func lines(_ frames: [CrashFrame]) -> [String] {
    let ofPlugin = frames.prefix { $0.module != program }
    let frames = ofPlugin.isEmpty ? frames : Array(ofPlugin)
    var names: [Int: String] = [:]
    for (module, places) in Dictionary(grouping: frames.indices, by: { frames[$0].module }) {
      // The first one is where it happened, the others are where calls return to.
      let offsets = places.map { $0 == 0 ? frames[$0].offset : frames[$0].offset &- 1 }
      for (place, name) in zip(places, functionNames(in: module, at: offsets)) {
        names[place] = name
      }
    }
    return frames.indices.map { index in
      let frame = frames[index]
      let module = frame.module.split(separator: "/").last.map(String.init) ?? "?"
      let place = "\(module)+0x\(String(UInt(bitPattern: frame.offset), radix: 16))"
      let text = names[index].map { "\(place) (\($0))" } ?? place
      return printable(text.utf8)
    }
  }

  /// This program's file, which is that of workers too.
  private static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path

  private static func functionNames(in module: String, at offsets: [Int]) -> [String?] {
    guard module.hasPrefix("/"),
      let content = try? Data(contentsOf: URL(filePath: module), options: .alwaysMapped)
    else { return offsets.map { _ in nil } }
    return content.withUnsafeBytes { FunctionNames(BoundedBytes($0)).names(at: offsets) }
  }
}
