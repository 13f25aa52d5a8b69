import ArgumentParser
import Model
import Testing

@testable import mr

@Suite struct JobRequestTests {
  @Test func specFiles() throws {
    let request = try JobRequest(
      yaml: """
        # counts words
        plugin: ./words.so
        job: count
        input: data/{name}.txt
        format: text
        output: out
        param:
          unicode: true
          empty: ""
          number: 007
        reducers: 4
        """, file: "job.yaml")
    #expect(
      request
        == JobRequest(
          plugin: "./words.so", job: "count", input: "data/{name}.txt", format: "text",
          output: "out", parameters: ["unicode": "true", "empty": "", "number": "007"],
          reducers: 4))
  }

  @Test(arguments: [
    ("plugin: a\ninputs: b\n", "job.yaml:2:1: 'inputs' is no key of a job spec"),
    ("plugin: [a]\n", "job.yaml:1:9: 'plugin' is a text"),
    ("param: x\n", "job.yaml:1:8: 'param' is a mapping of names to values"),
    ("reducers: 0\n", "job.yaml:1:11: 'reducers' is a number within 1 and 65536"),
    ("- a\n", "job.yaml:1:1: a job spec is a mapping"),
    ("", "job.yaml: a job spec is a mapping"),
    ("plugin: 'a\n", "job.yaml is not YAML"),
    ("plugin: a\nplugin: b\n", "job.yaml is not YAML"),
  ])
  func mistakesInSpecFiles(text: String, message: String) {
    let error = #expect(throws: MRError.self) { try JobRequest(yaml: text, file: "job.yaml") }
    #expect(error?.message == message)
    #expect(error?.code == .invalidArgument)
  }

  @Test func flagsWinOverTheFile() throws {
    var flags = try JobOptions.parse([
      "--output", "there", "--param", "a=1", "--param", "b=x=y",
    ])
    try flags.validate()
    let request = flags.request(
      over: JobRequest(plugin: "p", input: "i", output: "here", parameters: ["a": "0", "c": ""]))
    #expect(
      request
        == JobRequest(
          plugin: "p", input: "i", output: "there", parameters: ["a": "1", "b": "x=y", "c": ""]))
    flags = try JobOptions.parse(["--param", "a="])
    #expect(flags.request().parameters == ["a": ""])
    #expect(throws: (any Error).self) {
      try JobOptions.parse(["--param", "a=1", "--param", "a=2"])
    }
    #expect(throws: (any Error).self) { try JobOptions.parse(["--param", "=1"]) }
  }

  @Test func pathsBecomeAbsolute() throws {
    let request = JobRequest(plugin: "./p.so", input: "data/{name}.txt", output: "out")
    let spec = try request.spec(relativeTo: "/home/{me}*")
    #expect(spec.plugin == "/home/{me}*/./p.so")
    #expect(spec.input == #"/home/\{me\}\*/data/{name}.txt"#)
    #expect(spec.output == "/home/{me}*/out")
    let named = try JobRequest(plugin: "wordcount", input: "/i", output: "/o")
      .spec(relativeTo: "/")
    #expect(named == JobSpec(plugin: "wordcount", input: "/i", output: "/o"))
    let incomplete = JobRequest(plugin: "p", input: "i")
    #expect(incomplete.missing == "output")
    #expect(throws: MRError.self) { try incomplete.spec(relativeTo: "/") }
  }
}
