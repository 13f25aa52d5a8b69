import Foundation
import TestSupport
import Testing

/// `mr cat`, against coreutils.
@Suite(.fewAtOnce) struct ResultTests {
  private func cat(_ workspace: Workspace, _ arguments: String...) async throws -> String {
    let result = try await workspace.mr(["cat"] + arguments)
    try #require(result.status == 0, "\(result.errors)")
    return result.text
  }

  private func tool(_ workspace: Workspace, _ script: String) async throws -> String {
    let result = try await workspace.tool("bash", "-c", "export LC_ALL=C; \(script)")
    try #require(result.status == 0, "\(result.errors)")
    return result.text
  }

  @Test func recordsAreThoseOfTheParts() async throws {
    try await Workspace.run { workspace in
      let text = try await workspace.text("text", bytes: 200_000)
      let output = workspace.path("counts")
      let run = try await workspace.mr([
        "run", "--plugin", "wordcount", "--input", text, "--output", output, "--reducers", "3",
      ])
      try #require(run.status == 0)
      let parts = "cat \(output)/part-r-*"
      #expect(try await cat(workspace, output) == tool(workspace, parts))
      #expect(
        try await cat(workspace, output, "--sort", "key")
          == tool(workspace, "\(parts) | sort -t$'\\t' -k1,1"))
      #expect(
        try await cat(workspace, output, "--sort", "value")
          == tool(workspace, "\(parts) | sort -t$'\\t' -k2,2n -k1,1"))
      #expect(
        try await cat(workspace, output, "--top", "12")
          == tool(workspace, "\(parts) | sort -t$'\\t' -k2,2nr -k1,1 | sed -n 1,12p"))
      #expect(
        try await cat(workspace, output, "--top", "2000", "--sort", "key")
          == tool(
            workspace,
            "\(parts) | sort -t$'\\t' -k2,2nr -k1,1 | sed -n 1,2000p | sort -t$'\\t' -k1,1"))
      #expect(
        try await cat(workspace, output, "--csv")
          == "key,value\n" + tool(workspace, "\(parts) | tr '\\t' ,"))
      let lines = try await cat(workspace, output, "--json").split(separator: "\n")
      struct Line: Decodable {
        var key: String
        var value: Int
      }
      let decoded = try lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
      #expect(
        try await decoded.map { "\($0.key)\t\($0.value)\n" }.joined() == tool(workspace, parts))
    }
  }

  @Test func whatIsNoTextOrNoNumber() async throws {
    try await Workspace.run { workspace in
      let output = workspace.path("odd")
      try workspace.write("odd/_SUCCESS", "")
      try workspace.write(
        "odd/part-r-00000",
        Array("a,\"b\"\t01\nalone\n".utf8) + [0xff, 0x09] + Array("-5\n1.5\t1e3\n\t9\n".utf8))
      #expect(
        try await cat(workspace, output, "--json") == """
          {"key":"a,\\"b\\"","value":"01"}
          {"key":"alone"}
          {"keyBase64":"/w==","value":-5}
          {"key":"1.5","value":"1e3"}
          {"key":"","value":9}

          """)
      let top = try await workspace.mr(["cat", output, "--top", "3", "--csv"])
      #expect(top.output == Array("key,value\nalone,\n1.5,1e3\n,9\n".utf8), "\(top.text)")
    }
  }

  @Test func whatIsNoResult() async throws {
    try await Workspace.run { workspace in
      func refusal(_ name: String) async throws -> (Int32, String) {
        let result = try await workspace.mr(["cat", workspace.path(name)])
        return (result.status, result.errors)
      }
      #expect(try await refusal("missing").0 == 1)
      try workspace.write("bare/part-r-00000", "a\t1\n")
      #expect(try await refusal("bare").1.contains("is no result: it has no _SUCCESS"))
      try workspace.write("running/part-r-00000", "a\t1\n")
      try workspace.write("running/_RUNNING", "x")
      #expect(try await refusal("running").1.contains("its job runs, or was killed"))
      try workspace.write("torn/part-r-00000", "a\t1\n")
      try workspace.write("torn/part-r-00002", "b\t1\n")
      try workspace.write("torn/_SUCCESS", "")
      #expect(try await refusal("torn").1.contains("part 1 of the result"))
      try workspace.write("less/part-r-00000", "a\t1\n")
      try workspace.write("less/_INCOMPLETE", "")
      let less = try await refusal("less")
      #expect(less.0 == 3 && less.1.contains("the result is incomplete"))
    }
  }
}
