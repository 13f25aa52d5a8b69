import Model
import Testing

@testable import mr

@Suite struct SpecBoundsTests {
  private func error(_ yaml: String) -> MRError? {
    do {
      _ = try JobRequest(yaml: yaml, file: "job.yaml")
      return nil
    } catch {
      return error
    }
  }

  /// Each line doubles what the one before it stands for: 437 bytes of such took longer than anyone waits.
  @Test func referencesDoNotMultiply() {
    var bomb = "a: &a0 [x, x]\n"
    for level in 1...40 { bomb += "b\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let start = ContinuousClock.now
    #expect(error(bomb)?.message.contains("references at most") == true)
    let keys = (1...40).reduce("? &a0 [x, x]\n: y\n") {
      $0 + "? &a\($1) [*a\($1 - 1), *a\($1 - 1)]\n: y\n"
    }
    #expect(error(keys)?.message.contains("references at most") == true)
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
    String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
    (0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
  ])
  func nestingIsBounded(yaml: String) {
    #expect(error(yaml)?.message.contains("nested too deeply") == true)
  }

  @Test func whatPeopleWriteIsTaken() throws {
    let request = try JobRequest(
      yaml: """
        plugin: grep
        job: grep
        input: 'data/{a}/{b}/**/*.txt'
        output: out
        param:
          pattern: '((a|b)*[*]{2,}[[:space:]]+&amp;) *x *y *z *u *v *w *r *s *t'
          note: |
                  a text & *more* of *it*, *with* *many* *stars* *and* *so* *on*
        """.replacing(" &amp;", with: ""), file: "job.yaml")
    #expect(request.job == "grep")
    #expect(request.input == "data/{a}/{b}/**/*.txt")
    let named = try JobRequest(yaml: "plugin: &name grep\njob: *name\n", file: "job.yaml")
    #expect(named.plugin == "grep" && named.job == "grep")
  }

  @Test func parametersAreBounded() {
    func refusal(_ parameters: [String: String]) -> String? {
      let request = JobRequest(
        plugin: "p", input: "a", output: "o", parameters: parameters)
      do {
        _ = try request.spec(relativeTo: "/")
        return nil
      } catch {
        return error.line
      }
    }
    #expect(refusal(["a": String(repeating: "x", count: 1 << 20)]) == nil)
    #expect(
      refusal(["a": String(repeating: "x", count: 1 << 20 + 1)])?.contains("the parameter 'a'")
        == true)
    #expect(
      refusal([String(repeating: "n", count: 5000): "x"])?.contains("parameter's name") == true)
    var many = (0..<1024).map { ("p\($0)", "x") }
    #expect(refusal(Dictionary(uniqueKeysWithValues: many)) == nil)
    many.append(("more", "x"))
    #expect(refusal(Dictionary(uniqueKeysWithValues: many))?.contains("parameters") == true)
    let large = (0..<9).map { ("p\($0)", String(repeating: "x", count: 1_000_000)) }
    #expect(refusal(Dictionary(uniqueKeysWithValues: large))?.contains("do not") == false)
    #expect(
      refusal(Dictionary(uniqueKeysWithValues: large))?.contains("does not fit any more") == true)
  }
}
