import Model
import PluginHost
import Testing

@Suite struct FunctionSignatureTests {
  @Test(arguments: [
    (
      "libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64", "libz.so.1",
      "uint64_t crc32(uint64_t, const void *data, uint32_t size)"
    ),
    (
      "./mine.so:count(data, size, emit(cstring, int64))", "./mine.so",
      "void count(const void *data, size_t size, void (*emit)(const char *key, int64_t value))"
    ),
    ("/a:b/c(1).so:f()->float", "/a:b/c(1).so", "float f(void)"),
    (
      "  lib.so: f ( key:cstring,keysize , cstring , cstring=\"\\\"{a}\\{\" ) -> ( \"x\" , int8 ) ",
      "lib.so", "int8_t f(const char *key, size_t keysize, const char *data, const char *)"
    ),
    (
      "l:f(accumulator:double, value:float, null, double=-1e3, size=0xFf) -> double", "l",
      "double f(double accumulator, float value, void *, double, size_t)"
    ),
    (
      "l:f(values:int16[], count:int32, emit(bytes, bytes))", "l",
      "void f(const int16_t *values, int32_t count, "
        + "void (*emit)(const void *key, size_t keysize, const void *value, size_t valuesize))"
    ),
    ("l:f(values:cstring[]) -> cstring", "l", "const char *f(const char *const *values)"),
  ])
  func readsSignatures(text: String, library: String, prototype: String) throws {
    let signature = try FunctionSignature(text)
    #expect(signature.library == library)
    #expect(signature.prototype == prototype)
    #expect(try FunctionSignature(signature.description).description == signature.description)
  }

  /// Each with the character at which it is wrong, what is wrong there and a word of what is
  /// expected.
  @Test(arguments: [
    ("", 1, "has no library", "LIBRARY:FUNCTION"),
    ("crc32(data) -> uint64", 1, "has no library", "libz.so.1"),
    ("crc32(data, size:uint32) -> uint64", 1, "has no library", "libz.so.1"),
    (":f()", 1, "has no library before its colon", "path"),
    ("libz.so.1:", 11, "ends", "the function's name"),
    ("libz.so.1:crc32", 16, "ends", "`(`"),
    ("libz.so.1:3d(data)", 11, "has `3`", "the function's name"),
    ("l:f", 4, "ends", "`(`"),
    ("l:f(", 5, "ends", "`data`"),
    ("l:f(data", 9, "ends", "`,` or `)`"),
    ("l:f(data size)", 10, "has `s`", "`,` or `)`"),
    ("l:f(data,)", 10, "has `)`", "`data`"),
    ("l:f(data) uint64", 11, "has `u`", "`->`"),
    ("l:f(data) ->", 13, "ends", "uint64"),
    ("l:f(data) -> uint65", 14, "has the type `uint65`", "uint64"),
    ("l:f(data) -> bytes", 14, "has the type `bytes`", "cstring"),
    ("l:f(data) -> int8 x", 19, "has `x`", "nothing after"),
    ("l:f(date) -> int8", 5, "has the unknown parameter `date`", "`data`"),
    ("l:f(int) -> int8", 5, "has the unknown parameter `int`", "`data`"),
    ("l:f(uint32) -> int8", 5, "does not say which uint32", "`uint32=0`"),
    ("l:f(data:text) -> int8", 10, "has the type `text`", "cstring"),
    ("l:f(size:double) -> int8", 10, "counts in a type", "uint32"),
    ("l:f(uint8=256) -> int8", 11, "has a constant that is no uint8", "0 to 255"),
    ("l:f(uint8=-1) -> int8", 11, "has a constant that is no uint8", "0 to 255"),
    ("l:f(int64=1.5) -> int8", 11, "has a constant that is no int64", "-9223372036854775808"),
    ("l:f(int64=99999999999999999999) -> int8", 11, "has a constant that is no int64", "to"),
    ("l:f(int64=) -> int8", 11, "has no number", "`0x1f`"),
    ("l:f(int64=0x) -> int8", 11, "has no number", "`0x1f`"),
    ("l:f(cstring=x) -> int8", 13, "has `x`", "double quotes"),
    ("l:f(cstring=\"x) -> int8", 13, "has a text that is not closed", "at its end"),
    ("l:f(cstring=\"\\x\") -> int8", 14, "has a backslash", "`\\n`"),
    ("l:f(cstring=\"\\", 14, "has a backslash", "`\\n`"),
    ("l:f(cstring=\"{}\") -> int8", 15, "has `}`", "an attribute's name"),
    ("l:f(cstring=\"{a\") -> int8", 16, "has `\"`", "`}`"),
    ("l:f(emit(cstring))", 17, "has `)`", "the type of the value"),
    ("l:f(emit(cstring, data))", 19, "has the type `data`", "cstring, bytes"),
    ("l:f(emit(int8, int8), emit(int8, int8))", 23, "has the same parameter again", "once"),
    ("l:f(emit(int8, int8)) -> int8", 23, "has `emit` and a result", "one of them"),
    ("l:f(accumulator, value:int8) -> int8", 16, "has `,`", "`:`"),
    ("l:f(value:cstring) -> int8", 11, "folds values that are no numbers", "double"),
    ("l:f(values:double) -> int8", 18, "has `)`", "`[]`"),
    ("l:f(data) -> (int8)", 19, "has `)`", "`,`"),
    ("l:f(data) -> (key, data)", 20, "emits nothing of what the function returns", "uint64"),
    ("l:f(data) -> (int8, int8)", 21, "returns two things", "`key`"),
    ("l:f(data) -> (key, int8", 24, "ends", "`)`"),
    ("l:f(data) -> (1.5, int8)", 15, "emits a number that is no int64", "`1`"),
    ("l:f(data,\n size) -> int8", 10, "has a control character", "a line"),
  ])
  func saysWhereASignatureIsWrong(text: String, character: Int, what: String, expected: String) {
    let error = #expect(throws: MRError.self) { try FunctionSignature(text) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("` \(what)") == true, "\(error!)")
    #expect(error?.message.hasSuffix(" at character \(character)") == true, "\(error!)")
    #expect(error?.remedy?.hasPrefix("Expected: ") == true)
    #expect(error?.remedy?.contains(expected) == true, "\(error!)")
  }

  /// Each with its position, what does not fit and what would.
  @Test(arguments: [
    ("l:f(data)", nil, nil, 10, "emits nothing", "`-> TYPE`"),
    ("l:f(key:cstring) -> int8", nil, nil, 5, "where the input has int64", "`key:int64`"),
    ("l:f(value:int8) -> int8", nil, nil, 5, "map cannot give", "`data`, `size`"),
    ("l:f(count) -> int8", nil, nil, 5, "map cannot give", "`data`, `size`"),
    ("l:f(cstring=\"{year}\") -> int8", nil, nil, 5, "{year}", "{category}"),
    ("l:f(data) -> (\"{year}\", int8)", nil, nil, 14, "{year}", "{category}"),
    ("l:f() -> int8", "l:g(data) -> int8", nil, 5, "combine cannot give", "`accumulator`"),
    ("l:f() -> int8", "l:g(value:int64, emit(int8, int8))", nil, 18, "combine cannot give", "key"),
    ("l:f() -> int8", "l:g(key) -> int8", nil, 17, "does not take the values", "`values:TYPE[]`"),
    ("l:f() -> int8", "l:g(values:int8[])", nil, 19, "returns nothing", "`-> TYPE`"),
    ("l:f() -> int8", "l:g(values:int8[]) -> double", nil, 23, "gives float64", "combined again"),
    (
      "l:f() -> int8", nil, "l:g(accumulator:int8, value:int8) -> int16", 38, "folds int8",
      "`-> int8`"
    ),
    ("l:f() -> int8", nil, "l:g(values:int8[]) -> (1, int8)", 23, "something else", "`-> TYPE`"),
    (
      "l:f() -> int8", nil, "l:g(value:int8, accumulator:int8, count) -> int8", 35, "all at once",
      "or"
    ),
    ("l:f() -> double", nil, "l:g(values:int8[]) -> int8", 5, "integer where", "`double`"),
    (
      "l:f() -> cstring", nil, "l:g(values:int8[]) -> int8", 5, "number where", "`values:cstring[]`"
    ),
    ("l:f() -> int8", nil, "l:g(values:cstring[]) -> int8", 5, "texts where", "`values:int64[]`"),
    ("l:f() -> int8", nil, "l:g(values:int8[], emit(cstring, int8))", 20, "emits keys", "int64"),
    (
      "l:f() -> int8", nil, "l:g(accumulator:int8, value:int8, emit(int64, int8))", 35,
      "emits while it folds", "`values`"
    ),
  ])
  func saysWhatDoesNotFit(
    map: String, combine: String?, reduce: String?, character: Int, what: String, expected: String
  ) {
    let functions = JobFunctions(map: map, combine: combine, reduce: reduce)
    let error = #expect(throws: MRError.self) {
      try FunctionJob(functions, input: .text, attributes: ["category"])
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains(what) == true, "\(error!)")
    #expect(error?.message.hasSuffix(" at character \(character)") == true, "\(error!)")
    #expect(error?.remedy?.contains(expected) == true, "\(error!)")
  }

  @Test func checksTheCombiner() throws {
    for (functions, what) in [
      (JobFunctions(map: "l:f() -> cstring", combiner: .sum), "takes numbers"),
      (
        JobFunctions(
          map: "l:f() -> int8", combine: "l:g(values:int8[]) -> int8", combiner: .sum),
        "a combine function and the combiner"
      ),
    ] {
      let error = #expect(throws: MRError.self) { try FunctionJob(functions, input: .text) }
      #expect(error?.message.contains(what) == true, "\(error!)")
    }
    let counted = JobFunctions(
      map: "l:f() -> cstring", reduce: "l:g(values:double[]) -> double", combiner: .count)
    #expect(try FunctionJob(counted, input: .text).description.resultType == .float64)
  }

  @Test func boundsWhatItReads() {
    let many = "l:f(" + (0...64).map { "int8=\($0)" }.joined(separator: ", ") + ") -> int8"
    let error = #expect(throws: MRError.self) { try FunctionSignature(many) }
    #expect(error?.message.contains("has too many parameters") == true)
    #expect(throws: MRError.self) {
      try FunctionSignature("l:f(cstring=\"\(String(repeating: "x", count: 5000))\") -> int8")
    }
  }

  /// Whatever is written: a signature that reads as itself again, or an error within the text.
  @Test func readsAnything() throws {
    let pieces = [
      "libz.so.1", ":", "f", "(", ")", ",", " ", "data", "size", "key", "cstring", "uint8",
      "double",
      "=", "0", "-1", "1e5", "\"", "{", "}", "\\", "emit", "->", "values", "[", "]", "null",
      "count",
      "accumulator", "value", "é", "\u{0}", "\u{1F600}", "0x", "nan",
    ]
    let seeds = [
      "libz.so.1:crc32(uint64=0, data, size:uint32) -> (\"{a}\", uint64)",
      "./l.so:f(values:double[], count, emit(cstring, bytes))",
    ]
    var generator = SeededNumbers(state: 7)
    var parsed = 0
    for round in 0..<20_000 {
      var text = ""
      if round % 2 == 0 {
        for _ in 0..<generator.next(20) { text += pieces[generator.next(pieces.count)] }
      } else {
        var scalars = Array(seeds[generator.next(seeds.count)].unicodeScalars)
        for _ in 0...generator.next(3) where !scalars.isEmpty {
          let index = generator.next(scalars.count)
          switch generator.next(3) {
          case 0: scalars.remove(at: index)
          case 1: scalars[index] = Unicode.Scalar(UInt8(generator.next(128)))
          default:
            scalars.insert(
              contentsOf: pieces[generator.next(pieces.count)].unicodeScalars, at: index)
          }
        }
        text = String(String.UnicodeScalarView(scalars))
      }
      do {
        let signature = try FunctionSignature(text)
        let again = try FunctionSignature(signature.description)
        #expect(again == signature, "\(text)")
        _ = try? FunctionJob(JobFunctions(map: text), input: .whole, attributes: ["a"])
        parsed += 1
      } catch {
        #expect(error.code == .invalidArgument)
        let position = error.message.split(separator: " ").last.flatMap { Int($0) } ?? 0
        #expect((1...text.unicodeScalars.count + 1).contains(position), "\(error)")
      }
    }
    #expect(parsed > 100, "only \(parsed) of the texts were signatures")
  }
}

/// A stream of numbers that is the same in every run.
private struct SeededNumbers {
  var state: UInt64

  /// Below `bound`.
  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}
