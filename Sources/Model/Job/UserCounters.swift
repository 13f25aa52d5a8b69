/// What a plugin counts, by names of its own. They stand beside the engine's, whatever their names.
///
/// A sum keeps what does not fit 64 bits, so that a task's counters can be taken back; to the
/// outside it is then the largest or smallest number that fits.
package struct UserCounters: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  private var sums: [String: Int128]

  package init(_ values: [String: Int64] = [:]) { sums = values.mapValues { Int128($0) } }

  package init(dictionaryLiteral elements: (String, Int64)...) {
    self.init(Dictionary(elements, uniquingKeysWith: { $1 }))
  }

  package var values: [String: Int64] { sums.mapValues { Int64(clamping: $0) } }
  package var count: Int { sums.count }

  package subscript(name: String) -> Int64 { Int64(clamping: sums[name] ?? 0) }

  /// The names of those that do not fit, in order.
  package var overflown: [String] {
    sums.filter { Int64(exactly: $0.value) == nil }.keys.sorted()
  }

  /// How many names there are here and there.
  package func count(with other: Self) -> Int {
    count + other.sums.keys.count { sums[$0] == nil }
  }

  package mutating func add(_ amount: Int64, to name: String) {
    sums[name, default: 0] += Int128(amount)
  }

  package mutating func add(_ other: Self) {
    for (name, amount) in other.sums { sums[name, default: 0] += amount }
  }

  package mutating func subtract(_ other: Self) {
    for (name, amount) in other.sums { sums[name, default: 0] -= amount }
  }
}
