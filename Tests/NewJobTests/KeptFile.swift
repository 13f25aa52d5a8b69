import Foundation

/// A file of a project as a process has it that holds it open: a second link to the same bytes.
struct KeptFile {
  private let path: String
  private let content: Data

  init(_ file: String, in project: Scaffold) throws {
    path = "\(project.directory)/../kept-\(file)"
    try FileManager.default.linkItem(atPath: "\(project.directory)/\(file)", toPath: path)
    content = try Data(contentsOf: URL(filePath: path))
  }

  /// Whether nobody has written to it.
  var isUnchanged: Bool {
    get throws { try Data(contentsOf: URL(filePath: path)) == content }
  }
}
