import Foundation
import Input
package import Model

/// A directory that disappears with the object.
package final class Scratch: Sendable {
  package let path: String

  package init() throws {
    path = FileManager.default.temporaryDirectory.path + "/mr-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes input files, and lists them as a walk does.
  package func input(_ files: [String: [UInt8]]) throws -> [InputFile] {
    let directory = "\(path)/input"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(directory)/\(name)")) }
    return try InputWalk.files(matching: try Layout("\(directory)/{name}"))
  }

  /// Names of a directory's entries, sorted; none if it does not exist.
  package func entries(_ name: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)")) ?? []).sorted()
  }

  package func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
  }

  /// Empty if there is no such file.
  package func text(_ name: String) -> String {
    (try? bytes(name)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
