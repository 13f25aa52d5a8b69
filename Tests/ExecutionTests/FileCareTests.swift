import Model
import Testing

@testable import Execution

@Suite struct FileCareTests {
  private func care(
    skipped: [ClosedRange<Int>] = [], suspected: [ClosedRange<Int>] = []
  ) -> FileCare {
    var care = TaskCare()
    care.skipped = skipped.map { RecordRange(file: 3, numbers: $0) } + [RecordRange(file: 4)]
    care.suspected = suspected.map { RecordRange(file: 3, numbers: $0) }
    return FileCare(care, file: 3)
  }

  /// What a plain look through all ranges would say.
  private func expected(
    _ record: Int, _ skipped: [ClosedRange<Int>], _ suspected: [ClosedRange<Int>]
  ) -> FileCare.Step {
    if let range = skipped.first(where: { $0.contains(record) && $0.upperBound == .max })
      ?? skipped.first(where: { $0.contains(record) })
    {
      return .skip(range.upperBound == .max ? .max : range.upperBound - record + 1)
    }
    if suspected.contains(where: { $0.contains(record) }) { return .take(1) }
    let later = (skipped + suspected).map(\.lowerBound).filter { $0 > record }.min()
    return .take(later.map { $0 - record } ?? .max)
  }

  @Test func withoutAnyAllIsTaken() {
    let care = care()
    #expect(care.isEmpty && !care.skipsAll && care.step(at: 7) == .take(.max))
  }

  @Test func aFileThatIsLeftOut() {
    let care = care(skipped: [5...5, 1...Int.max])
    #expect(care.skipsAll && care.unreadCount == 1 && care.step(at: 5) == .skip(.max))
  }

  @Test func anySetOfRangesIsAsAPlainLookSays() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let singles = Set(
        (0..<Int.random(in: 0...8, using: &random)).map { _ in
          Int.random(in: 1...40, using: &random)
        })
      var skipped = singles.shuffled().map { $0...$0 }
      if Bool.random(using: &random) {
        skipped.append(Int.random(in: 1...40, using: &random)...Int.max)
      }
      let suspected = (0..<Int.random(in: 0...2, using: &random)).map { _ in
        let first = Int.random(in: 1...40, using: &random)
        return first...first + 3
      }
      let care = care(skipped: skipped, suspected: suspected)
      for record in 1...45 {
        #expect(
          care.step(at: record) == expected(record, skipped, suspected),
          "\(record) of \(skipped), \(suspected)")
      }
    }
  }

  @Test func theNextOneIsTheFirstThatIsRead() {
    let care = care(skipped: [3...3, 4...4, 7...9, 20...Int.max])
    let next = [0: 1, 1: 2, 2: 5, 3: 5, 4: 5, 6: 10, 8: 10, 10: 11, 19: 20]
    for (record, expected) in next { #expect(care.next(after: record) == expected, "\(record)") }
  }
}
