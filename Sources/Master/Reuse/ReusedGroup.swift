import Cache
import Model

/// Files whose map tasks are looked up, and kept, together.
struct ReusedGroup: Sendable {
  /// As their content is known.
  let files: [DigestedFile]
  /// What the job counts its files, tasks, chunks and blocks from, for those of the group.
  let first: Position

  struct Position: Sendable, Hashable {
    var file = 0
    var task = 0
    var chunk = 0
    var block = 0
  }

  /// A task as others count: within the group, and without its files.
  func relative(_ task: MapTask) -> MapTask {
    MapTask(index: task.index - first.task, inputs: inputs(of: task, sign: -1), files: [:])
  }

  /// A task of the group as the job counts.
  func absolute(_ task: MapTask) -> MapTask {
    let named = task.files.map { ($0.key + first.file, $0.value) }
    return MapTask(
      index: task.index + first.task, inputs: inputs(of: task, sign: 1),
      files: Dictionary(named, uniquingKeysWith: { $1 }))
  }

  private func inputs(of task: MapTask, sign: Int) -> [ChunkShare] {
    task.inputs.map { input in
      var input = input
      input.chunk.number += sign * first.chunk
      input.chunk.firstBlock += sign * first.block
      for span in input.chunk.spans.indices {
        input.chunk.spans[span].file += sign * first.file
      }
      return input
    }
  }
}
