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

  @Test func plainFunctions() throws {
    let request = try JobRequest(
      yaml: """
        function: './mine.so:count(data, size, emit(cstring, int64))'
        reduce-function: 'libm.so.6:fmax(accumulator:double, value:double) -> double'
        combiner: sum
        input: data
        output: out
        """, file: "job.yaml")
    let spec = try request.spec(relativeTo: "/home")
    #expect(spec.plugin.isEmpty && spec.job == nil)
    #expect(
      spec.functions
        == JobFunctions(
          map: "/home/./mine.so:count(data, size, emit(cstring, int64))",
          reduce: "libm.so.6:fmax(accumulator:double, value:double) -> double", combiner: .sum))
    let flags = try JobOptions.parse([
      "--function", "l:f()->int8", "--combine-function", "./l:g(values:int8[])->int8",
    ])
    #expect(flags.request().missing == "input")
    #expect(flags.request().combineFunction == "./l:g(values:int8[])->int8")
  }

  @Test(arguments: [
    (JobRequest(plugin: "p", function: "l:f()->int8"), "the job has a function and a 'plugin'"),
    (JobRequest(job: "j", function: "l:f()->int8"), "the job has a function and a 'job'"),
    (JobRequest(plugin: "p", combiner: "sum"), "the job has no 'function' to map with"),
    (JobRequest(function: "l:f()->int8", combiner: "mean"), "there is no combiner \"mean\""),
    (JobRequest(function: "l:f("), "the function `l:f(` ends at character 5"),
  ])
  func mistakesInFunctions(request: JobRequest, message: String) {
    var complete = request
    (complete.input, complete.output) = ("i", "o")
    let job = complete
    let error = #expect(throws: MRError.self) { try job.spec(relativeTo: "/") }
    #expect(error?.message == message)
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

  @Test func provenance() throws {
    let text = "plugin: p\ninput: i\noutput: o\n"
    let file = try JobRequest(yaml: text + "provenance: yes\n", file: "j")
    #expect(try file.spec(relativeTo: "/").provenance)
    #expect(try !JobRequest(yaml: text, file: "j").spec(relativeTo: "/").provenance)
    #expect(throws: MRError.self) { try JobRequest(yaml: text + "provenance: 2\n", file: "j") }
    let flags = try JobOptions.parse(["--provenance"])
    #expect(flags.request(over: try JobRequest(yaml: text, file: "j")).provenance)
  }

  @Test func sandboxes() throws {
    let text = "plugin: p\ninput: i\noutput: o\n"
    let file = try JobRequest(yaml: text + "sandbox: true\n", file: "j")
    #expect(try file.spec(relativeTo: "/").sandbox)
    #expect(try !JobRequest(yaml: text, file: "j").spec(relativeTo: "/").sandbox)
    #expect(throws: MRError.self) { try JobRequest(yaml: text + "sandbox: 2\n", file: "j") }
  }

  @Test func caches() throws {
    func choice(_ yaml: String, _ flags: [String] = []) throws -> CacheChoice {
      try JobOptions.parse(flags).request(
        over: JobRequest(yaml: "plugin: p\ninput: /i\noutput: /o\n\(yaml)", file: "f")
      ).spec(relativeTo: "/w").cache
    }
    #expect(try choice("") == .standard)
    #expect(try choice("cache: off") == .off)
    #expect(
      try choice("cache: c:2G") == .at(CachePlace(directory: "/w/c", size: 2 << 30)))
    #expect(try choice("cache: c:2G", ["--no-cache"]) == .off)
    #expect(try choice("cache: off", ["--cache", "/d"]) == .at(CachePlace(directory: "/d")))
    #expect(throws: (any Error).self) { try choice("cache: c:2") }
    for wrong in [["--cache", "/d:1"], ["--cache", ""], ["--cache", "/d", "--no-cache"]] {
      #expect(throws: (any Error).self) { try JobOptions.parse(wrong) }
    }
  }

  @Test func taskSizesAreMegabytes() throws {
    let yaml = try JobRequest(yaml: "plugin: p\ninput: /i\noutput: /o\ntask-size: 8\n", file: "f")
    #expect(try yaml.spec(relativeTo: "/").taskBytes == 8 << 20)
    let flags = try JobOptions.parse(["--task-size", "64"])
    #expect(try flags.request(over: yaml).spec(relativeTo: "/").taskBytes == JobSpec.mostTaskBytes)
    for wrong in ["0", "65", "x"] {
      #expect(throws: (any Error).self) { try JobOptions.parse(["--task-size", wrong]) }
      #expect(throws: MRError.self) { try JobRequest(yaml: "task-size: \(wrong)", file: "f") }
    }
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
