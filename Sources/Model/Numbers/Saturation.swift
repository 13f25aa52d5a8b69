/// Arithmetic for numbers that others say: it ends at the largest or smallest number instead of
/// ending the process.
extension FixedWidthInteger {
  package func addingSaturated(_ other: Self) -> Self {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? (other < 0 ? .min : .max) : sum
  }

  package func subtractingSaturated(_ other: Self) -> Self {
    let (difference, overflows) = subtractingReportingOverflow(other)
    return overflows ? (other < 0 ? .max : .min) : difference
  }
}

extension Sequence where Element: FixedWidthInteger {
  package func saturatedSum() -> Element { reduce(0) { $0.addingSaturated($1) } }
}

extension Int {
  /// The nearest number; 0 for what is none.
  package init(saturating value: Double) {
    self = Int(exactly: value.rounded(.towardZero)) ?? (value.isNaN ? 0 : value < 0 ? .min : .max)
  }
}
