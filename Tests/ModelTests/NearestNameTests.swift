import Model
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("lowercas", "lowercase"), ("ignorecase", "ignore-case"), ("Ignore_Case", "ignore-case"),
    ("kye", "key"), ("serv", "server"), ("patern", "pattern"), ("uniqeu", "unique"),
  ])
  func findsWhatWasMeant(_ typed: String, _ meant: String) {
    let names = ["lowercase", "ignore-case", "key", "server", "pattern", "unique", "by"]
    #expect(nearestName(to: typed, in: names) == meant)
  }

  @Test(arguments: ["", "zzz", "colour", "k", String(repeating: "x", count: 1000)])
  func findsNothingThatIsFar(_ typed: String) {
    #expect(nearestName(to: typed, in: ["lowercase", "server", ""].filter { !$0.isEmpty }) == nil)
    #expect(nearestName(to: typed, in: []) == nil)
  }
}
