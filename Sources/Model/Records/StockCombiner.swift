/// A combiner that runs inside the engine, on both sides of the shuffle. The raw values are the words
/// of job specs and of plugins' tables.
package enum StockCombiner: String, Sendable, Hashable, Codable, CaseIterable {
  case sum, min, max, count

  /// - Parameter name: what a user wrote.
  /// - Throws: `invalidArgument`, naming those that there are.
  package init(named name: String) throws(MRError) {
    guard let combiner = Self(rawValue: name) else {
      throw MRError(
        .invalidArgument, "there is no combiner \"\(printable(name.utf8))\"",
        remedy: "Name one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    self = combiner
  }

  /// Whether the combiner can take values of that type.
  package func accepts(_ type: ValueType) -> Bool { self == .count || type.isNumeric }

  /// Whether mappers may combine ahead. A floating-point sum depends on the order of its terms, so
  /// it is formed by the reducer alone, in the order of the input: otherwise the result would
  /// depend on how the input was cut.
  package func aggregatesInMapper(_ type: ValueType) -> Bool {
    !(self == .sum && type == .float64)
  }

  /// The type of the results, which is that of the values in the shuffle.
  package func resultType(_ type: ValueType) -> ValueType { self == .count ? .int64 : type }
}
