import Testing

/// Every template as a new user has it: written, built, tested, run; and then broken.
@Suite(.serialized) struct TemplateTests {
  @Test func c() async throws {
    try await check(
      "c",
      [
        Breakage(
          "a syntax error", in: "job.c", "int64_t milliseconds;", "int64_t milliseconds",
          foundBy: .build, expected: "job.c:", "error: expected"),
        Breakage(
          "map returns the wrong type", in: "job.c", "static mr_status map(",
          "static const char *map(", foundBy: .build, expected: "job.c:",
          "incompatible pointer type"
        ),
        Breakage(
          "a number of the wrong size", in: "job.c", "sizeof milliseconds)", "4)",
          foundBy: .unitTest, expected: "test_job.c:", "a numeric value of 4 bytes; it has 8"),
        Breakage(
          "a number of the wrong size", in: "job.c", "sizeof milliseconds)", "4)",
          foundBy: .engine, expected: "map", "has 4 bytes; an int64 has 8"),
        Breakage(
          "a part that the layout lacks", in: "job.c", "source, \"server\"",
          "source, \"serv\"", foundBy: .engine,
          expected: "the layout has no part {serv}; it has {server}"),
        Breakage(
          "a failure", in: "job.c", "mr_bytes fields[FIELDS + 1];",
          "mr_bytes fields[FIELDS + 1]; if (i == 2) return mr_fail(task, MR_FATAL, \"third\");",
          foundBy: .engine, expected: "map", "web-1/access.log", "third"),
      ])
  }

  @Test func cpp() async throws {
    try await check(
      "cpp",
      [
        Breakage(
          "a syntax error", in: "job.cpp", "std::string key(", "std::string key = (",
          foundBy: .build, expected: "job.cpp:", "error:"),
        Breakage(
          "map returns something", in: "job.hpp", "void map(", "int map(",
          foundBy: .build, expected: "map returns void: it calls out.emit(key, value)"),
        Breakage(
          "a value of the wrong type", in: "job.cpp", "out.emit(key, milliseconds)",
          "out.emit(key, \"17\")", foundBy: .build,
          expected: "job.cpp:", "emit: the value is not of the type that the job declares"),
        Breakage(
          "a part that the layout lacks", in: "job.cpp", "line.attribute(\"server\")",
          "line.attribute(\"serv\")", foundBy: .engine,
          expected: "the layout has no part {serv}; it has {server}"),
        Breakage(
          "an exception", in: "job.cpp", "std::string key(line",
          "if (line.number() == 3) std::stoi(\"x\");\n  std::string key(line",
          foundBy: .engine, expected: "web-1/access.log", "record 3: std::invalid_argument: stoi"),
      ])
  }

  @Test func swift() async throws {
    let source = "Sources/MyJob/Job.swift"
    try await check(
      "swift",
      [
        Breakage(
          "a syntax error", in: source, "let fields = ", "let fields ",
          foundBy: .build, expected: "Job.swift:", "error:"),
        Breakage(
          "a value of the wrong type", in: source, ", milliseconds)", ", \"17\")",
          foundBy: .build, expected: "Job.swift:", "'String'", "'Int'"),
        Breakage(
          "a part that the layout lacks", in: source, "line.attribute(\"server\")",
          "line.attribute(\"serv\")", foundBy: .engine,
          expected: "the layout has no part {serv}; it has {server}"),
        Breakage(
          "an error", in: source, "let server = ",
          "if line.number == 3 { throw JobError(\"boom\") }\n    let server = ",
          foundBy: .engine, expected: "web-1/access.log", "record 3: boom"),
      ])
  }

  @Test func python() async throws {
    try await check(
      "python",
      [
        Breakage(
          "a syntax error", in: "job.py", "yield f", "yield g",
          foundBy: .build, expected: "job.py:", "invalid syntax"),
        Breakage(
          "a value of the wrong type", in: "job.py", ", int(fields[4])", ", fields[4]",
          foundBy: .engine, expected: "read() gave the value '8'", "str", "declares int"),
        Breakage(
          "a part that the layout lacks", in: "job.py", "source.attributes[\"server\"]",
          "source.attributes[\"serv\"]", foundBy: .engine,
          expected: "the layout has no part {serv}; it has {server}"),
        Breakage(
          "an exception", in: "job.py", "    hour = ", "    1 / 0\n    hour = ",
          foundBy: .engine, expected: "ZeroDivisionError: division by zero", "job.py:",
          "web-1/access.log", "record 1:"),
      ])
  }

  @Test(.enabled(if: Command.has("cargo"), "cargo is not installed"))
  func rust() async throws {
    try await check(
      "rust",
      [
        Breakage(
          "a syntax error", in: "src/lib.rs", "let server = ", "let server ",
          foundBy: .build, expected: "src/lib.rs:", "error: expected"),
        Breakage(
          "a value of the wrong type", in: "src/lib.rs", ", milliseconds)\n", ", \"17\")\n",
          foundBy: .build, expected: "src/lib.rs:", "`&str: Borrow<i64>` is not satisfied"),
        Breakage(
          "a part that the layout lacks", in: "src/lib.rs", "line.attribute(\"server\")",
          "line.attribute(\"serv\")", foundBy: .engine,
          expected: "the layout has no part {serv}; it has {server}"),
        Breakage(
          "a panic", in: "src/lib.rs", "let server = ",
          "assert!(line.number() < 3, \"boom\");\n                let server = ",
          foundBy: .engine, expected: "web-1/access.log", "record 3: panic: boom"),
      ])
  }

  /// A map that takes long for each record is heard of before its batch ends.
  private func checkPatience(_ language: String, _ project: Scaffold) async throws {
    guard let slowness = Self.slowness[language] else { return }
    try await project.breaking(slowness) {
      let build = try await project.make()
      try #require(build.status == 0, "\(build.output)")
      let output = try await KitHost.run(["\(project.directory)/my-job.so"], count: 9)
      try KitTests.expectLife(in: output)
    }
  }

  private static let slowness = [
    "swift": Breakage(
      "slow", in: "Sources/MyJob/Job.swift", "    let server = ",
      """
          let end = ContinuousClock.now + .milliseconds(300)
          while ContinuousClock.now < end {}
          let server =\u{20}
      """, foundBy: .engine),
    "rust": Breakage(
      "slow", in: "src/lib.rs", "let server = ",
      "std::thread::sleep(std::time::Duration::from_millis(300));\n                let server = ",
      foundBy: .engine),
    "python": Breakage(
      "slow", in: "job.py", "    hour = ", "    __import__('time').sleep(0.3)\n    hour = ",
      foundBy: .engine),
  ]

  private func check(_ language: String, _ breakages: [Breakage]) async throws {
    try await Scaffold.with(language) { project in
      let test = try await project.make("test")
      try #require(test.status == 0, "\(test.output)")
      #expect(test.output.contains("my-job: all tests passed"))
      let library = "\(project.directory)/my-job.so"
      #expect(try await KitHost.exported(by: library).map(\.name) == ["mr_plugin_entry"])
      let loaded = try KeptFile("my-job.so", in: project)
      for breakage in breakages {
        try await project.breaking(breakage) {
          let result: Command.Result
          switch breakage.finder {
          case .build: result = try await project.make()
          case .unitTest: result = try await project.make("test")
          case .engine:
            let build = try await project.make()
            try #require(build.status == 0, "\(breakage): \(build.output)")
            result = try await project.run()
          }
          #expect(result.status != 0, "\(breakage)")
          for part in breakage.expected {
            #expect(result.output.contains(part), "\(breakage): \(result.output)")
          }
        }
      }
      #expect(try loaded.isUnchanged, "the build wrote over a library that may be loaded")
      try await checkPatience(language, project)
    }
  }
}
