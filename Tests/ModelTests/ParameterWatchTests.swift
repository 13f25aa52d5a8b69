import Model
import Testing

@Suite struct ParameterWatchTests {
  private func use(_ asked: String..., records: Bool = true) -> ParameterWatch.Use {
    ParameterWatch.Use(asked: asked, hadRecords: records)
  }

  /// The macros cannot call mutating methods of a struct.
  private func expect(
    _ watch: inout ParameterWatch, _ kind: TaskID.Kind, _ use: ParameterWatch.Use, fails: Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = watch.ended(kind, use)
    #expect((error != nil) == fails, sourceLocation: sourceLocation)
  }

  @Test func theFirstMapTaskDecides() throws {
    var watch = ParameterWatch(["kye", "key"], owner: "job \"a\"", until: .map)
    let first = watch.ended(.map, use("key", "other"))
    let error = try #require(first)
    #expect(error.code == .invalidArgument)
    #expect(error.message == "no function of job \"a\" asked for parameter \"kye\"")
    #expect(error.cause == "it would have no effect")
  }

  @Test func reduceMayAskToo() {
    var watch = ParameterWatch(["early", "late"], owner: "job", until: .reduce)
    expect(&watch, .map, use("early"), fails: false)
    expect(&watch, .map, use(), fails: false)
    expect(&watch, .reduce, use("late"), fails: false)
    expect(&watch, .reduce, use(), fails: false)
  }

  @Test func aTaskWithoutRecordsDecidesNothing() {
    var watch = ParameterWatch(["late"], owner: "job", until: .reduce)
    expect(&watch, .map, use(), fails: false)
    expect(&watch, .reduce, use(records: false), fails: false)
    expect(&watch, .reduce, use(), fails: true)
  }

  @Test func saysHowManyThereAre() {
    var watch = ParameterWatch(["a", "b", "c"], owner: "job", until: .map)
    let error = watch.ended(.map, use("a"))
    #expect(error?.message.hasSuffix("\"b\", and so for 1 more") == true)
  }
}
