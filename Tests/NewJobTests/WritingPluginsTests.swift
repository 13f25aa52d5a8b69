import Foundation
import Testing

/// The jobs of docs/writing-plugins.md are what it says that they are: complete.
@Suite(.serialized) struct WritingPluginsTests {
  private static let languages =
    ["c", "cpp", "swift", "python"] + (Command.has("cargo") ? ["rust"] : [])

  @Test(arguments: languages)
  func theSmallestJobRuns(language: String) async throws {
    let blocks = try blocks(language)
    try #require(!blocks.isEmpty)
    try await Scaffold.with(language) { project in
      for block in blocks {
        let path = "\(project.directory)/\(block.file)"
        #expect(FileManager.default.fileExists(atPath: path), "\(block.file) is in no project")
        try block.text.write(toFile: path, atomically: true, encoding: .utf8)
      }
      try expected(project).write(
        toFile: "\(project.directory)/expected.txt", atomically: true, encoding: .utf8)
      let result = try await project.make("test")
      #expect(result.status == 0, "\(result.output)")
    }
  }

  /// The blocks of a language: ```` ```c job.c ````.
  private func blocks(_ language: String) throws -> [(file: String, text: String)] {
    let page = try String(
      contentsOfFile: "\(Command.root)/docs/writing-plugins.md", encoding: .utf8)
    return page.split(separator: "\n```\(language) ").dropFirst().map { block in
      let lines = block.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let text = lines[1].prefix(
        upTo: lines[1].firstRange(of: "\n```")?.lowerBound ?? block.endIndex)
      return (String(lines[0]), text + "\n")
    }
  }

  /// The length of the longest line of each sample.
  private func expected(_ project: Scaffold) throws -> String {
    try ["web-1/access.log", "web-2/access.log"].map { name in
      let text = try String(
        contentsOfFile: "\(project.directory)/samples/\(name)", encoding: .utf8)
      let longest = text.split(separator: "\n").map(\.utf8.count).max() ?? 0
      return "\(name)\t\(longest)\n"
    }.joined()
  }
}
