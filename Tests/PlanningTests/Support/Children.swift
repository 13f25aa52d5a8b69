import Foundation
import Planning

/// Where the program lies whose children are asked: beside the test bundle.
enum Children {
  private static let directory = URL(
    filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/"
  ).deletingLastPathComponent().path

  static let program = "\(directory)/mr"
  static let mr = PluginChild(words: [program, "plugin", "child"])

  /// A child that a shell plays. It is to read its request from standard input.
  static func shell(_ script: String) -> PluginChild { PluginChild(words: ["sh", "-c", script]) }

  /// A bundled plugin's file.
  static func bundled(_ name: String) -> String { "\(directory)/lib\(name).so" }

  /// The running children of this process that are asked about plugins, as `ps` shows them.
  static func commandLines(of program: String) -> [pid_t: [String]] {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    var found: [pid_t: [String]] = [:]
    for process in numbers.compactMap({ pid_t($0) }) {
      guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else {
        continue
      }
      let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      if words.first == program { found[process] = words }
    }
    return found
  }
}
