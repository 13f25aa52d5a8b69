import Foundation
import Testing

@Suite struct NewJobCommandTests {
  private func withDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = NSTemporaryDirectory() + "mr-new-job-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await body(directory)
  }

  @Test func overwritesNothing() async throws {
    try await withDirectory { directory in
      let first = try await Command.run([Command.newJob, "my-job"], in: directory)
      #expect(first.status == 0)
      #expect(first.output.contains("cd my-job"))
      #expect(first.output.contains("make test"))
      try "mine".write(toFile: "\(directory)/my-job/job.c", atomically: true, encoding: .utf8)

      let second = try await Command.run([Command.newJob, "my-job"], in: directory)
      #expect(second.status == 1)
      #expect(second.output.contains("my-job is not empty: mr-new-job overwrites nothing"))
      let file = try String(contentsOfFile: "\(directory)/my-job/job.c", encoding: .utf8)
      #expect(file == "mine")
    }
  }

  @Test func writesIntoAnEmptyDirectory() async throws {
    try await withDirectory { directory in
      let result = try await Command.run(
        [Command.newJob, "my-job", "--language", "rust", "--directory", "."], in: directory)
      #expect(result.status == 0, "\(result.output)")
      #expect(FileManager.default.fileExists(atPath: "\(directory)/src/mapreduce.rs"))
    }
  }

  @Test(arguments: ["c", "cpp", "swift", "python", "rust"])
  func leavesNoPlaceholder(language: String) async throws {
    try await Scaffold.with(language) { project in
      let files = try FileManager.default.subpathsOfDirectory(atPath: project.directory)
      #expect(files.contains("Makefile") && files.contains("README.md"))
      #expect(files.contains(".gitignore") && files.contains("samples/web-1/access.log"))
      for file in files {
        #expect(!file.contains("{{"))
        guard let data = FileManager.default.contents(atPath: "\(project.directory)/\(file)")
        else { continue }
        let text = String(decoding: data, as: UTF8.self)
        // Rust writes {{ for a brace in a format.
        #expect(file == "src/mapreduce.rs" || !text.contains("{{"), "\(file)")
        #expect(!text.contains("''"), "a placeholder without a value in \(file)")
      }
    }
  }

  @Test func aMissingCompilerIsASentence() async throws {
    try await withDirectory { directory in
      let result = try await Command.run(
        [Command.newJob, "my-job", "--language", "rust"], in: directory,
        environment: ["PATH": "/nonexistent"])
      #expect(result.status == 0)
      #expect(result.output.contains("note: there is no Rust compiler (cargo) in PATH; to install"))
      #expect(result.output.contains("apt install cargo"))
    }
  }

  /// `make` of a project whose compiler is not there.
  @Test(arguments: [("rust", "There is no Rust compiler"), ("swift", "There is no Swift compiler")])
  func makeNamesTheMissingCompiler(language: String, sentence: String) async throws {
    try await Scaffold.with(language) { project in
      // A PATH with what a Makefile uses, and nothing else.
      let tools = "\(project.directory)/tools"
      try FileManager.default.createDirectory(
        atPath: tools, withIntermediateDirectories: true)
      for tool in ["make", "find"] {
        try FileManager.default.createSymbolicLink(
          atPath: "\(tools)/\(tool)", withDestinationPath: "/usr/bin/\(tool)")
      }
      let result = try await Command.run(
        ["make"], in: project.directory, environment: ["PATH": tools])
      #expect(result.status != 0)
      #expect(result.output.contains(sentence), "\(result.output)")
    }
  }

  @Test func listsTheLanguages() async throws {
    let text = try await Command.run([Command.newJob, "--list"], in: "/tmp")
    #expect(text.status == 0)
    #expect(text.output.split(separator: "\n").count == 6, "\(text.output)")

    struct Entry: Decodable {
      var language: String
      var template: String
      var compiler: String?
    }
    let json = try await Command.run([Command.newJob, "--list", "--json"], in: "/tmp")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(json.output.utf8))
    #expect(entries.map(\.language) == ["c", "cpp", "swift", "python", "rust"])
    for entry in entries { #expect(FileManager.default.fileExists(atPath: entry.template)) }
    #expect(entries.first?.compiler != nil)
  }

  @Test(arguments: [
    (["1job"], "\"1job\" cannot be a job's name"), (["int"], "int means something else there"),
    ([], "Give the new job a name"), (["x", "--language", "fortran"], "python"),
    (["--json", "x"], "--json goes with --list"),
    (["x", "--language", "c", "-l", "rust"], "'--language' is given more than once"),
  ])
  func refuses(arguments: [String], message: String) async throws {
    let result = try await Command.run([Command.newJob] + arguments, in: "/tmp")
    #expect(result.status != 0)
    #expect(result.output.contains(message), "\(result.output)")
  }
}
