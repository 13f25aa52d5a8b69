import Foundation
import Input
import Model

/// A directory that disappears with the object.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/mr-master-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes input files, and lists them as a walk does.
  func input(_ files: [String: [UInt8]]) throws -> [InputFile] {
    let directory = "\(path)/input"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(directory)/\(name)")) }
    return try InputWalk.files(matching: try Layout("\(directory)/{name}"))
  }

  /// Names of a directory's entries, sorted; none if it does not exist.
  func entries(_ name: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)")) ?? []).sorted()
  }

  func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? ""
  }
}
