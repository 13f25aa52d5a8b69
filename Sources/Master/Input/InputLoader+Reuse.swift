import Blocks
import Input
import Model
import Records
import Threading

/// Input whose map tasks may have run in an earlier job.
extension InputLoader {
  /// The numbers that tell how the files of a group are cut.
  var cut: [Int] { cutter.cut + [BlockLayout.payloadCapacity, FileGroups.mostBytes] }

  /// Loads what has to be mapped, group by group.
  /// - Parameter reuse: nil if there is nothing to reuse.
  func run(
    _ stream: inout ChunkStream, _ blocks: BlockStreamWriter, _ reuse: MapReuse?
  ) throws(MRError) {
    var cutter = self.cutter
    var groups = FileGroups(files, cutting)
    let finder = reuse?.finder(of: files, cancellation)
    while let range = groups.next() {
      try cancellation.check()
      let group = finder?.group(
        range,
        first: ReusedGroup.Position(
          file: range.lowerBound, task: cutter.nextIndex, chunk: stream.nextChunk,
          block: blocks.next))
      if let reuse, let group, let found = try finder?.find(group) {
        let chunks = found.flatMap { $0.map.task.inputs.map(\.chunk) }
        let last = chunks.last
        let end = last.map { ($0.number + 1, $0.firstBlock + $0.blockCount) } ?? (0, 0)
        stream.pass(
          to: range.upperBound, chunks: end.0 - group.first.chunk,
          blocks: end.1 - group.first.block)
        blocks.pass(end.1 - group.first.block)
        cutter.pass(tasks: found.count)
        reuse.reuse(found)
      } else {
        try load(range, group, &stream, &cutter, blocks, reuse)
      }
      report(stream.position)
    }
    finder?.end()
  }

  /// - Parameter group: nil if nothing of the files is kept.
  private func load(
    _ range: Range<Int>, _ group: ReusedGroup?, _ stream: inout ChunkStream,
    _ cutter: inout TaskCutter, _ blocks: BlockStreamWriter, _ reuse: MapReuse?
  ) throws(MRError) {
    stream.end = range.upperBound
    guard let reuse, let group else {
      return try load(&stream, &cutter, blocks) { announce($0) }
    }
    reuse.begin(group)
    try load(&stream, &cutter, blocks) { task in
      reuse.add(task)
      announce(task)
    }
    reuse.end(group, tasks: cutter.nextIndex - group.first.task)
  }
}
