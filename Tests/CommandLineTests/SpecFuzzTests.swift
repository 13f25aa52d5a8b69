import Foundation
import Model
import TestSupport
import Testing

@testable import mr

/// Spec files of any content are read or refused, and soon.
@Suite struct SpecFuzzTests {
  private static let yaml = """
    # counts words
    plugin: &name ./words.so
    job: *name
    input: 'data/{name}/**/[a-z]*.txt'
    format: "text!"
    output: out
    param:
      unicode: true
      empty: ""
      number: 0x1F
      note: |
        one
          two
      list: !!str {a: [b, c], ? d : e}
    reducers: 4
    task-size: 8
    allow-bad: 1%
    max-bad: 12
    on-bad: skip
    cache: /var/tmp/mr:8G
    """
  private static let json = """
    {"plugin": "p", "input": "a/{b}", "output": "o", "param": {"a": "\\u001b", "b": "c"},
     "reducers": 3, "function": "libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64"}
    """
  private static let odd: [[UInt8]] =
    [
      "&a ", "*a ", "<<: *a", "? ", "- ", "- - - -", "[", "]", "{", "}", ": ", "|2\n", ">-\n",
      "!!int ",
      "!<tag> ", "%YAML 9.9\n", "---\n", "...\n", "\u{feff}", "\u{2028}", "\"\\x", "\"\\ud800\"",
      "'", "#",
      "\t", "\r\n", "\0", "99999999999999999999", "-1", ".inf", "1e999", "~", "0o7", "\u{1b}[2J",
    ].map { Array($0.utf8) } + [[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80]]

  @Test(arguments: Fuzzing.seeds(40)) func anyBytes(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for text in [Self.yaml, Self.json] {
      for _ in 0..<50 {
        let bytes = random.mutated(Array(text.utf8), odd: Self.odd)
        let start = ContinuousClock.now
        guard let text = String(validating: bytes, as: UTF8.self) else { continue }
        do throws(MRError) {
          let spec = try JobRequest(yaml: text, file: "job.yaml").spec(relativeTo: "/home")
          #expect(spec.output.hasPrefix("/"))
        } catch {
          #expect(!error.message.isEmpty)
        }
        #expect(ContinuousClock.now - start < .seconds(2), "\(text.debugDescription)")
      }
    }
  }
}
