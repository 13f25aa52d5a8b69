import Foundation
import Testing

/// Edit, make, run: the loop of an author, on a cluster that is kept.
@Suite(.serialized) struct RebuildTests {
  private static let sources = [
    "c": "job.c", "cpp": "job.cpp", "python": "job.py", "rust": "src/lib.rs",
    "swift": "Sources/MyJob/Job.swift",
  ]
  private static let languages = sources.keys.filter { $0 != "rust" || Command.has("cargo") }
    .sorted()

  @Test(arguments: languages)
  func theNextJobRunsWhatWasBuilt(language: String) async throws {
    let source = try #require(Self.sources[language])
    try await Scaffold.with(language) { project in
      try await MasterProcess.with(in: project.directory) { master in
        let cluster = try await master.mr("cluster", "init", "--mappers", "1", "--reducers", "1")
        for name in ["first", "second", "third"] {
          let edit = Breakage(
            "another text", in: source, "requests=", "\(name)=", foundBy: .engine)
          try await project.breaking(edit) {
            let build = try await project.make()
            try #require(build.status == 0, "\(build.output)")
            _ = try await master.mr(
              "submit", "--cluster", cluster, "--plugin", "./my-job.so",
              "--input", "samples/{server}/*.log", "--output", "out-\(name)", "--follow", "--quiet")
          }
          let expected = try String(
            contentsOfFile: "\(project.directory)/expected.txt", encoding: .utf8)
          #expect(
            try output("\(project.directory)/out-\(name)")
              == expected.replacing("requests=", with: "\(name)="))
        }
      }
    }
  }

  private func output(_ directory: String) throws -> String {
    try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { $0.hasPrefix("part-r-") }.sorted()
      .map { try String(contentsOfFile: "\(directory)/\($0)", encoding: .utf8) }.joined()
  }
}
