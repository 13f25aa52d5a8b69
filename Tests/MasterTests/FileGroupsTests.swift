import Input
import Model
import TestSupport
import Testing

@testable import Master

@Suite struct FileGroupsTests {
  private func file(_ name: Int, _ size: Int) -> InputFile {
    let path = BytePath("d\(name % 7)/\(name).txt")
    return InputFile(
      path: path, relativePath: path, attributes: [], size: size, modified: 0)
  }

  private func groups(_ files: [InputFile], _ cutting: Cutting = .lines) -> [[InputFile]] {
    var groups = FileGroups(files, cutting)
    var all: [[InputFile]] = []
    while let range = groups.next() { all.append(Array(files[range])) }
    return all
  }

  @Test(arguments: 0..<20)
  func aChangeCostsTheGroupsNearIt(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let largest = Int.random(in: 1...3 << 20, using: &random)
    var files = (0..<2000).map { file($0, Int.random(in: 0...largest, using: &random)) }
    let before = groups(files)
    #expect(before.flatMap(\.self) == files)
    for group in before {
      #expect(group.count == 1 || group.reduce(0) { $0 + $1.size } <= FileGroups.mostBytes)
      #expect(group.count <= FileGroups.mostFiles)
    }
    let place = Int.random(in: 0..<2000, using: &random)
    switch seed % 3 {
    case 0: files.insert(file(5000, 1000), at: place)
    case 1: files.remove(at: place)
    default: files[place].size += 77
    }
    let known = Set(before)
    let new = groups(files).filter { !known.contains($0) }
    // Where a group is as large as it may be, the borders move up to the next one that a name makes.
    #expect(new.count <= 12, "\(new.count) of \(before.count)")
  }

  @Test func groupsHaveTheSizeThatIsMeant() {
    let files = (0..<20_000).map { file($0, 10_000) }
    for (cutting, mean) in [(Cutting.lines, 4 << 20), (.documents(shareSize: nil), 1 << 20)] {
      let size = 20_000 * 14_096 / groups(files, cutting).count
      #expect((mean * 6 / 10...mean * 13 / 10).contains(size), "\(size)")
    }
  }

  @Test func aLargeFileIsAlone() {
    let files = [file(1, 10), file(2, 100 << 20), file(3, 10)]
    #expect(groups(files).map(\.count) == [1, 1, 1])
    #expect(groups([]).isEmpty)
  }
}
