import Model
import Testing

@testable import Master

@Suite struct ReusedGroupTests {
  private func chunk(_ number: Int, block: Int, _ spans: [Span], shares: Int = 1) -> Chunk {
    Chunk(
      number: number, firstBlock: block, blockCount: 1, length: spans.reduce(0) { $0 + $1.length },
      spans: spans, shares: shares)
  }

  private func span(_ file: Int, _ offset: Int, _ length: Int) -> Span {
    Span(file: file, offset: offset, length: length, firstRecord: 1, records: 0)
  }

  private var tasks: [MapTask] {
    let one = chunk(0, block: 0, [span(0, 0, 10), span(1, 0, 5)])
    let two = chunk(1, block: 1, [span(1, 5, 5)])
    let three = chunk(2, block: 2, [span(3, 0, 9)], shares: 2)
    return [
      MapTask(index: 0, inputs: [one, two].map { ChunkShare(chunk: $0) }, files: [:]),
      MapTask(index: 1, inputs: [ChunkShare(chunk: three, share: 0)], files: [:]),
      MapTask(index: 2, inputs: [ChunkShare(chunk: three, share: 1)], files: [:]),
    ]
  }

  @Test func tasksThatReadAllAreTheGroup() {
    #expect(ReusedGroup.isTiled(by: tasks))
    #expect(!ReusedGroup.isTiled(by: tasks.dropLast()))
    #expect(!ReusedGroup.isTiled(by: Array(tasks.dropFirst())))
    #expect(!ReusedGroup.isTiled(by: [tasks[0], tasks[2], tasks[1]]))
    #expect(!ReusedGroup.isTiled(by: tasks + [tasks[2]]))
    for change in 0..<6 {
      var tasks = tasks
      switch change {
      case 0: tasks[0].inputs.removeLast()
      case 1: tasks[0].inputs[1].chunk.spans[0].offset = 6
      case 2: tasks[0].inputs[1].chunk.firstBlock = 2
      case 3: tasks[1].inputs[0].chunk.shares = 3
      case 4: tasks[1].inputs[0].chunk.spans[0].offset = 1
      default: tasks[0].inputs[0].chunk.generation = 1
      }
      #expect(!ReusedGroup.isTiled(by: tasks), "\(change)")
    }
  }

  @Test func aTaskIsCountedWithinItsGroup() {
    let group = ReusedGroup(files: [], first: .init(file: 7, task: 3, chunk: 20, block: 30))
    for task in tasks {
      let absolute = group.absolute(task)
      #expect(absolute.index == task.index + 3)
      #expect(absolute.inputs[0].chunk.spans[0].file == task.inputs[0].chunk.spans[0].file + 7)
      #expect(group.relative(absolute) == task)
    }
  }
}
