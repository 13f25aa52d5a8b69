import Testing

/// What a plugin made with the kit for C++ is, however its author compiles it.
@Suite struct KitTests {
  /// Symbols that the loader unites across libraries made one plugin's job the other's.
  @Test(arguments: ["-O0", "-O2"])
  func pluginsWithAJobOfTheSameNameKeepApart(level: String) async throws {
    try await KitHost.with { host in
      for (name, value) in [("one", "1"), ("length", "line.value().size()")] {
        try await host.compile(
          [
            "g++", "-std=c++17", level, "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
            "-DVERSION=\"\(name)\"", "-DVALUE=\(value)",
          ], "count.cpp", to: "\(name).so")
        let exported = try await KitHost.exported(by: "\(host.directory)/\(name).so")
        #expect(!exported.contains { $0.kind == "u" || $0.name.contains("mapreduce::detail") })
        // Without optimisation the standard library's own inline functions are there as well.
        if level == "-O2" { #expect(exported.map(\.name) == ["mr_plugin_entry"]) }
      }
      let result = try await Command.run(
        ["./kit_host", "2", "abcdefg", "./one.so", "./length.so"], in: host.directory)
      let lines = result.output.split(separator: "\n")
      #expect(
        lines.filter { !$0.contains("status") } == [
          "parameter by kind=5 default=one", "attribute server", "attribute of-one", "format text",
          "parameter by kind=5 default=length", "attribute server", "attribute of-length",
          "format text",
        ])
      #expect(result.output.contains("one/count status=0 records=2 sum=2 "))
      #expect(result.output.contains("length/count status=0 records=2 sum=14 "))
    }
  }

  /// Nine times 0.3 seconds in one call of the host: for nine records, or for one.
  @Test(arguments: ["emitting", "silent", "nine"])
  func aSlowMapLetsTheHostHear(line: String) async throws {
    try await KitHost.with { host in
      try await host.compile(
        ["g++", "-std=c++17", "-O2", "-shared", "-fPIC"], "slow.cpp", to: "slow.so")
      let result = try await Command.run(
        ["./kit_host", line == "nine" ? "1" : "9", line, "./slow.so"], in: host.directory)
      try KitTests.expectLife(in: result.output, isSilent: line == "silent")
    }
  }

  /// That what was emitted, or the sign of life, came before the end.
  static func expectLife(in output: String, isSilent: Bool = false) throws {
    let found = try #require(
      output.firstMatch(of: /status=0 .*calls=(\d+) first=([\d.]+) alive=(\d+)/), "\(output)")
    if isSilent {
      #expect(Int(found.3) ?? 0 >= 2, "\(output)")
    } else {
      #expect(Int(found.1) ?? 0 >= 2, "\(output)")
      #expect(Double(found.2) ?? 9 < 2, "\(output)")
    }
  }
}
