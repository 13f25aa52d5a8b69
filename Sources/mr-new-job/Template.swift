import FoundationEssentials
import Mustache

/// A folder of files, whose names and contents may have placeholders such as `{{name}}`.
struct Template {
  let directory: String

  /// - Returns: the path below the template, and the content, of every file, sorted by path.
  /// - Throws: `NewJobError` if the template is not there or has a defect.
  func render(_ placeholders: [String: String]) throws -> [(path: String, content: String)] {
    guard let files = try? FileManager.default.subpathsOfDirectory(atPath: directory) else {
      throw NewJobError("There is no template \(directory): is the installation complete?")
    }
    return try files.sorted().compactMap { path in
      guard let data = FileManager.default.contents(atPath: "\(directory)/\(path)") else {
        return nil  // A directory.
      }
      return (
        path: try Self.render(path, placeholders, of: path),
        content: try Self.render(String(decoding: data, as: UTF8.self), placeholders, of: path)
      )
    }
  }

  private static func render(_ text: String, _ placeholders: [String: String], of path: String)
    throws -> String
  {
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text).render(placeholders)
    } catch {
      throw NewJobError("The template's file \(path) is damaged: \(error)")
    }
  }
}
