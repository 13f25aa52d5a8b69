/// Records of one file that follow one another; for a reduce task, groups of its partition.
package struct RecordRange: Sendable, Hashable, Codable {
  /// Index in the job's list of input files; 0 for the groups of a reduce task.
  package var file: Int
  /// Numbers within the file, from 1; of groups within the partition, from 1 as well. Up to `Int.max`:
  /// to the end of the file, however many that are.
  package var numbers: ClosedRange<Int>

  package init(file: Int, numbers: ClosedRange<Int>) {
    self.file = file
    self.numbers = numbers
  }

  /// All records of a file.
  package init(file: Int) { self.init(file: file, numbers: 1...Int.max) }

  package var isWholeFile: Bool { numbers == 1...Int.max }
  package var isSingle: Bool { numbers.lowerBound == numbers.upperBound }

  package var isToTheEnd: Bool { numbers.upperBound == Int.max }

  package func contains(_ other: Self) -> Bool {
    file == other.file && numbers.lowerBound <= other.numbers.lowerBound
      && other.numbers.upperBound <= numbers.upperBound
  }
}
