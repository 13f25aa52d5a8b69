@testable import Master
import Model
import TestSupport
import Testing

@Suite struct TaskCutterTests {
  private func file(_ size: Int) -> InputFile {
    InputFile(
      path: BytePath("/f"), relativePath: BytePath("f"), attributes: [], size: size, modified: 0)
  }

  private func chunk(_ number: Int, file: Int = 0, length: Int, shares: Int = 1) -> Chunk {
    Chunk(
      number: number, firstBlock: number, blockCount: 1, length: length,
      spans: [Span(file: file, offset: 0, length: length, firstRecord: 1, records: 0)],
      shares: shares)
  }

  @Test(arguments: 0..<30)
  func everyShareIsInOneTask(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let mappers = Int.random(in: 1...40, using: &random)
    let window = Int.random(in: 1...300, using: &random) << 20
    var chunks: [Chunk] = []
    for number in 0..<Int.random(in: 1...400, using: &random) {
      let isLarge = Int.random(in: 0..<10, using: &random) == 0
      let length = Int.random(in: 1...(isLarge ? 40 << 20 : 500 << 10), using: &random)
      chunks.append(chunk(number, file: number, length: length, shares: length / (2 << 20) + 1))
    }
    let files = chunks.map { file($0.length) }
    let largest = min(64 << 20, window / (mappers + 1))
    var cutter = TaskCutter(files: files, mappers: mappers, window: window)
    var tasks: [MapTask] = []
    var position = 0
    for chunk in chunks {
      position += chunk.length
      tasks += cutter.add(chunk, position: position)
      // What is not announced yet, and the chunks that it keeps in the store, must leave room.
      let announced = tasks.reduce(0) { $0 + $1.inputs.count }
      var rest = -announced
      var kept = 0
      for chunk in chunks[...chunk.number] {
        rest += chunk.shares
        if rest > 0, kept == 0 || rest >= chunk.shares { kept += chunk.length }
      }
      #expect(kept <= max(2 * largest, 1))
    }
    tasks += cutter.finish()
    #expect(cutter.finish().isEmpty)
    #expect(tasks.map(\.index) == Array(tasks.indices))
    let dealt = tasks.flatMap { $0.inputs.map { [$0.chunk.number, $0.share] } }
    #expect(dealt == chunks.flatMap { chunk in (0..<chunk.shares).map { [chunk.number, $0] } })
    for task in tasks {
      #expect(Set(task.files.keys) == Set(task.inputs.map(\.chunk.number)))
      let size = task.length - (task.inputs.last.map { $0.chunk.length / $0.chunk.shares } ?? 0)
      #expect(size <= largest)
    }
  }

  @Test func tasksGrowFromTheBeginningAndShrinkTowardsTheEnd() throws {
    let count = 2000
    let length = 512 << 10
    let files = [file(count * length)]
    var cutter = TaskCutter(files: files, mappers: 4, window: 512 << 20)
    var sizes: [Int] = []
    for number in 0..<count {
      for task in cutter.add(chunk(number, length: length), position: (number + 1) * length) {
        sizes.append(task.length)
      }
    }
    sizes += cutter.finish().map(\.length)
    #expect(sizes.reduce(0, +) == count * length)
    let largest = try #require(sizes.firstIndex(of: 64 << 20))
    #expect(zip(sizes[...largest], sizes[...largest].dropFirst()).allSatisfy { $0 <= $1 })
    #expect(zip(sizes[largest...], sizes[largest...].dropFirst()).allSatisfy { $0 >= $1 })
    #expect(sizes.prefix(4).allSatisfy { $0 <= 13 << 20 })
    #expect(sizes.suffix(4).allSatisfy { $0 <= 8 << 20 })
  }

  /// Every task opens it anew, so they are as few as for many chunks, and shrink likewise.
  @Test func sharesOfALargeDocumentShrinkTowardsTheEnd() {
    var cutter = TaskCutter(files: [file(64 << 20)], mappers: 2, window: 1 << 30)
    let document = chunk(0, length: 64 << 20, shares: 32)
    let tasks = cutter.add(document, position: 64 << 20) + cutter.finish()
    #expect(tasks.map(\.inputs.count) == [7, 5, 4, 4, 3, 2, 2, 2, 2, 1])
  }

  @Test func aSmallInputStillOccupiesAllMappers() {
    let files = [file(8 << 20)]
    var cutter = TaskCutter(files: files, mappers: 4, window: 256 << 20)
    var tasks = 0
    for number in 0..<16 {
      tasks += cutter.add(chunk(number, length: 512 << 10), position: (number + 1) << 19).count
    }
    tasks += cutter.finish().count
    #expect(tasks >= 8)
  }

  @Test(arguments: [1, 512 << 10, 3 << 20])
  func tasksAreAsSmallAsIsAskedFor(most: Int) {
    let count = 100
    let length = 512 << 10
    var cutter = TaskCutter(
      files: [file(count * length)], mappers: 2, window: 512 << 20, most: most)
    var sizes: [Int] = []
    for number in 0..<count {
      for task in cutter.add(chunk(number, length: length), position: (number + 1) * length) {
        sizes.append(task.length)
      }
    }
    sizes += cutter.finish().map(\.length)
    #expect(sizes.reduce(0, +) == count * length)
    #expect(sizes.max() == max(most, length))
  }
}
