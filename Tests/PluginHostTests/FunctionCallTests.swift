import CMapReduce
import Model
import PluginHost
import TestSupport
import Testing

/// Calls functions of real libraries, and those of a fixture, as jobs do.
@Suite struct FunctionCallTests {
  private static func fixture() throws -> String { try FixturePlugins.build("plain_functions") }

  private func run(
    _ call: String, reduce: String? = nil, combine: String? = nil, combiner: StockCombiner? = nil,
    input: FunctionJob.InputTypes = .whole
  ) throws -> FunctionRun {
    let library = try Self.fixture()
    return try FunctionRun(
      "\(library):\(call)", combine: combine.map { "\(library):\($0)" },
      reduce: reduce.map { "\(library):\($0)" }, combiner: combiner, input: input)
  }

  // MARK: Functions of libraries that know nothing of mr

  @Test func crc32OfZlib() throws {
    let run = try FunctionRun("libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64")
    try run.map("", "123456789", "The quick brown fox jumps over the lazy dog")
    // The check values of the algorithm.
    #expect(run.emitted() == ["k=0", "k=3421780262", "k=1095738169"])
  }

  @Test func functionsOfLibm() throws {
    let root = try FunctionRun("libm.so.6:sqrt(data:double) -> (data, double)")
    try root.map("2.25", " 1e4\r", "inf")
    #expect(root.emitted() == ["2.25=1.5", " 1e4\r=100.0", "inf=inf"])

    let numbers = FunctionJob.InputTypes(key: .int64, data: .float64)
    let power = try FunctionRun("libm.so.6:pow(data:double, key:double) -> double", input: numbers)
    try power.map([(bytes(Int64(10)), bytes(2.0)), (bytes(Int64(-1)), bytes(4.0))])
    #expect(power.emitted() == ["10=1024.0", "-1=0.25"])

    let single = try FunctionRun("libm.so.6:fabsf(data:float) -> (\"all\", float)")
    try single.map("-1.5")
    #expect(single.emitted() == ["all=1.5"])
  }

  @Test func functionsOfTheCLibrary() throws {
    let number = try FunctionRun("libc.so.6:strtol(cstring, null, int32=16) -> int64")
    try number.map("ff", "-7fffffffffffffff")
    #expect(number.emitted() == ["k=255", "k=-9223372036854775807"])
    let length = try FunctionRun("libc.so.6:strlen(key:cstring) -> (size, 1)")
    try length.map("x")
    #expect(length.emitted() == ["1=1"])
  }

  @Test func foldsWithFmax() throws {
    let fold = "libm.so.6:fmax(accumulator:double, value:double) -> double"
    let run = try FunctionRun(
      "libm.so.6:fabs(data:double) -> double", combine: fold, reduce: fold)
    try run.reduce(Array("k".utf8), [1.5, -3, 9.25, 7, 0].map { bytes($0) })
    try run.combine(Array("k".utf8), [bytes(-4.0)])
    #expect(run.emitted(result: true) == ["k=9.25", "k=-4.0"])
  }

  // MARK: Parameters

  @Test func emitsThroughAClosure() throws {
    let run = try run("count_words(data, size, emit(cstring, int64))", combiner: .sum)
    try run.map("to be or", "Not TO")
    #expect(run.emitted() == ["to=1", "be=1", "or=1", "not=1", "to=1"])
    #expect(run.description.keyType == .utf8 && run.description.valueType == .int64)
    #expect(run.description.combiner == .sum && !run.description.hasReduce)
  }

  @Test func emitsSlices() throws {
    let run = try run("pairs(data, size, emit(bytes, double))")
    try run.map("aabbc", "")
    #expect(run.emitted() == ["aa=0.0", "bb=1.0"])
    #expect(run.description.keyType == .bytes)
  }

  @Test func handsOverEveryType() throws {
    let run = try run(
      """
      mixed(int8=-1, size:uint16, float=0.5, int32=-0x2, data:double, uint64=3, \
      cstring="{category}!", null, int64=-4, size=5) -> (2, double)
      """)
    try run.map("7")
    let expected = -1 + 10 + 50 - 2000 + 7e4 + 3e5 + 6e6 + 1e7 - 4e8 + 5e9
    #expect(run.emitted() == ["2=\(expected)"])
  }

  @Test func takesSmallResultsAsTheyAre() throws {
    for (call, value) in [
      ("negative8() -> int8", "-8"), ("high8() -> uint8", "200"), ("high8() -> int8", "-56"),
      ("negative16() -> int16", "-1600"), ("negative16() -> uint16", "63936"),
      ("third(float=1.5) -> float", "0.5"), ("beyond_int64() -> int64", "-1"),
    ] {
      let run = try run(call)
      try run.map("x")
      #expect(run.emitted() == ["k=\(value)"], "\(call)")
    }
  }

  @Test func textsMayBeStaticOrMissing() throws {
    let run = try run("first_word(cstring) -> (cstring, \"in {category}\")")
    try run.map("to be", "# not to be", "or")
    #expect(run.emitted() == ["to=in verse", "or=in verse"])
  }

  // MARK: Reduce

  @Test func reducesArrays() throws {
    let run = try run(
      "pairs(data, size, emit(bytes, double))", reduce: "median(values:double[], count) -> double")
    try run.reduce([1], (0..<1000).map { bytes(Double($0)) })
    try run.reduce([2], [bytes(4.0)])
    #expect(run.emitted(result: true) == ["\u{1}=499.5", "\u{2}=4.0"])
  }

  @Test func reducesToNarrowElements() throws {
    let words = "count_words(data, size, emit(cstring, int64))"
    let run = try run(words, reduce: "total8(values:int8[], count:uint16) -> int32")
    try run.reduce([0x61], [-128, 127, 3].map { bytes(Int64($0)) })
    #expect(run.emitted(result: true) == ["a=2"])
    let error = failure { try run.reduce([0x62], [bytes(Int64(1)), bytes(Int64(128))]) }
    #expect(error?.code == .pluginFatal)
    #expect(error?.cause == "128 does not fit int8")
    #expect(error?.message.contains("failed at key \"b\"") == true, "\(error!)")
    let many = try self.run(words, reduce: "total8(values:int8[], count:uint8) -> int32")
    let overflow = failure {
      try many.reduce([0x61], [[UInt8]](repeating: bytes(Int64(0)), count: 256))
    }
    #expect(overflow?.cause == "its 256 values are more than uint8 can count")
  }

  @Test func reducesTexts() throws {
    let map = "first_word(cstring) -> (data, cstring)"
    let run = try run(map, reduce: "longest(values:cstring[], count:uint32) -> cstring")
    try run.reduce([0x61], ["x", "longer", "", "long"].map { Array($0.utf8) })
    #expect(run.emitted(result: true) == ["a=longer"])
    let all = try self.run(
      map, reduce: "repeat(key:cstring, values:cstring[], count, emit(cstring, cstring))")
    let texts = (0..<300).map { String(repeating: "v", count: $0) }
    try all.reduce([0x61], texts.map { Array($0.utf8) })
    #expect(all.emitted(result: true) == texts.map { "a=\($0)" })
    #expect(failure { try all.reduce([0x61], [[0]]) }?.cause?.contains("NUL at byte 1") == true)
  }

  @Test func foldsIntegers() throws {
    let fold = "larger(accumulator:int64, value:int64) -> int64"
    let run = try run(
      "count_words(data, size, emit(cstring, int64))", reduce: fold, combine: fold)
    try run.reduce([0x61], (-5..<500).map { bytes(Int64($0)) } + [bytes(Int64(7))])
    try run.combine([0x62], [bytes(Int64.min)])
    #expect(run.emitted(result: true) == ["a=499", "b=\(Int64.min)"])
  }

  // MARK: What goes wrong

  @Test func saysWhichRecordDoesNotFit() throws {
    for (call, value, cause) in [
      ("third(data:float) -> float", "x1", "record 12: \"x1\" is no float"),
      ("third(data:float) -> float", "", "record 12: \"\" is no float"),
      ("larger(data:int64, int64=0) -> int64", "9223372036854775808", "is no int64"),
      ("larger(data:int64, int64=0) -> int64", "1.5", "is no int64"),
      (
        "first_word(cstring) -> cstring", "a\0b",
        "record 12: a cstring cannot hold the NUL at byte 2"
      ),
      (
        "third(size:uint8, data:float) -> float", String(repeating: "1", count: 256),
        "do not fit uint8"
      ),
    ] {
      let run = try run(call)
      let error = try #require(failure { try run.map("1", value) })
      #expect(error.code == .pluginFatal)
      #expect(error.message.contains("in data/verse/poem.txt, records 11 to 12"), "\(error)")
      #expect(error.cause?.contains(cause) == true, "\(error)")
      #expect(run.services.records.count == 1)
    }
    let large = try run("beyond_int64() -> uint64")
    #expect(
      failure { try large.map("x") }?.cause?.contains("18446744073709551615 is beyond") == true)
    for (call, cause) in [
      ("emit_null(emit(cstring, int64))", "gave NULL to `emit`"),
      ("emit_large(emit(uint64, int64))", "is beyond int64"),
    ] {
      let run = try run(call)
      #expect(failure { try run.map("x") }?.cause?.contains(cause) == true)
    }
  }

  @Test func emitTellsTheFunctionToStop() throws {
    let run = try run("pairs(data, size, emit(bytes, double))")
    var calls = 0
    run.services.onEmit = { (_, _) throws(MRError) in
      calls += 1
      if calls == 2 { throw MRError(.storeFull, "the store is full") }
    }
    #expect(failure { try run.map("aabbccdd") }?.code == .storeFull)
    #expect(calls == 2)
  }

  @Test func refusesWhatTheLibraryDoesNotHave() throws {
    let library = try Self.fixture()
    for (name, what) in [
      ("nonesuch", "has no function nonesuch"), ("ascending", "has no function ascending"),
      ("a_variable", "is a variable, not a function"),
    ] {
      let error = failure { _ = try FunctionRun("\(library):\(name)(data) -> int64") }
      #expect(error?.code == .notFound)
      #expect(error?.message.contains(what) == true)
    }
    let missing = failure { _ = try FunctionRun("libnonesuch.so.7:f(data) -> int64") }
    #expect(missing?.message == "the library libnonesuch.so.7 cannot be loaded")
    #expect(missing?.cause?.contains("No such file") == true)
  }

  @Test func findsTheFileOfAName() throws {
    let path = try FunctionLibrary.locate("libz.so.1")
    #expect(path.hasPrefix("/") && path.contains("/libz.so.1"))
    try FunctionLibrary.load(path: path).check("crc32")
  }
}
