/// A step of a wildcard pattern over a sequence: one element that a matcher accepts, or a gap.
package enum GlobStep<Matcher: Sendable & Hashable>: Sendable, Hashable {
  case one(Matcher)
  case many(atLeast: Int)
}

extension Array {
  /// Matches a sequence of `count` elements from end to end.
  ///
  /// Earlier gaps are as short as possible. A gap is widened only while no later one was reached:
  /// putting the steps between two gaps as early as possible leaves the most room for the rest, so
  /// that nothing before the last gap ever has to be tried again.
  ///
  /// - Parameters:
  ///   - matches: whether a matcher accepts the element at an index.
  ///   - mayPass: whether the element at an index may lie in a gap.
  /// - Returns: the range of each gap, or nil if the pattern does not match.
  /// - Complexity: O(`count` × number of steps).
  func match<Matcher>(
    count: Int, matches: (Matcher, Int) -> Bool, mayPass: (Int) -> Bool
  ) -> [Range<Int>]? where Element == GlobStep<Matcher> {
    var gaps: [Range<Int>] = []
    var stepAfterGap = 0
    var step = 0
    var index = 0
    while true {
      if step < self.count {
        switch self[step] {
        case .one(let matcher):
          if index < count, matches(matcher, index) {
            step += 1
            index += 1
            continue
          }
        case .many(let least):
          guard index + least <= count, (index..<index + least).allSatisfy(mayPass) else {
            return nil
          }
          gaps.append(index..<index + least)
          step += 1
          index += least
          stepAfterGap = step
          continue
        }
      } else if index == count {
        return gaps
      }
      guard let last = gaps.indices.last, gaps[last].upperBound < count,
        mayPass(gaps[last].upperBound)
      else { return nil }
      gaps[last] = gaps[last].lowerBound..<gaps[last].upperBound + 1
      step = stepAfterGap
      index = gaps[last].upperBound
    }
  }
}
