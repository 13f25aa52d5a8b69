import Model

/// The chunks of a job that lie in the store, and who still needs them.
struct InputChunks: Sendable {
  private struct Entry: Sendable {
    var chunk: Chunk
    var presence = Presence.stored
    /// Shares whose tasks are not done. Counts shares that no task has been cut for yet, too.
    var outstanding: Int
    var losses = 0
    /// Tasks that wait for the chunk to be loaded again.
    var waiting: [Int] = []
  }

  private enum Presence {
    case stored, reloading
    /// The chunk was deleted because no task needed it, or lost.
    case absent
  }

  private var entries: [Int: Entry] = [:]
  private var hasReloads = false
  /// The bytes of all chunks that ever were here.
  private(set) var bytes = 0

  /// A task was cut.
  /// - Parameter areStored: Whether its chunks are in the store.
  mutating func add(_ inputs: [ChunkShare], areStored: Bool) {
    for input in inputs where entries[input.chunk.number] == nil {
      entries[input.chunk.number] = Entry(
        chunk: input.chunk, presence: areStored ? .stored : .absent,
        outstanding: max(1, input.chunk.shares))
      bytes += input.chunk.length
    }
  }

  /// A task is done.
  /// - Returns: the chunks that no task needs any more.
  mutating func release(_ inputs: [ChunkShare]) -> [Chunk] {
    var unneeded: [Chunk] = []
    for input in inputs {
      guard var entry = entries[input.chunk.number] else { continue }
      entry.outstanding -= 1
      if entry.outstanding == 0, entry.presence == .stored {
        entry.presence = .absent
        unneeded.append(entry.chunk)
      }
      entries[input.chunk.number] = entry
    }
    return unneeded
  }

  /// A task that was done has to run again.
  mutating func retain(_ inputs: [ChunkShare]) {
    for input in inputs { entries[input.chunk.number]?.outstanding += 1 }
  }

  /// Notes that a chunk's block is missing or damaged. The loss of a generation that has been
  /// replaced, or is being replaced, is no new loss.
  /// - Returns: how often the chunk was lost so far, or nil if this loss is no new one.
  mutating func lose(_ chunk: Chunk) -> Int? {
    guard var entry = entries[chunk.number], entry.presence == .stored,
      entry.chunk.generation == chunk.generation
    else { return nil }
    entry.presence = .absent
    entry.losses += 1
    entries[chunk.number] = entry
    return entry.losses
  }

  /// Lets a task wait for those of its chunks that are not in the store.
  /// - Returns: for how many chunks it waits, and which of them have to be asked for.
  mutating func await(_ inputs: [ChunkShare], task: Int) -> (waits: Int, reload: [Chunk]) {
    var waits = 0
    var reload: [Chunk] = []
    for input in inputs {
      guard var entry = entries[input.chunk.number], entry.presence != .stored,
        entry.waiting.last != task
      else { continue }
      waits += 1
      entry.waiting.append(task)
      if entry.presence == .absent {
        entry.presence = .reloading
        reload.append(entry.chunk)
      }
      entries[input.chunk.number] = entry
    }
    return (waits, reload)
  }

  /// A chunk that was asked for is in the store.
  /// - Returns: the generation that it replaces, and the tasks that waited; nil if it was not asked
  ///   for.
  mutating func reloaded(_ chunk: Chunk) -> (old: Chunk, waiting: [Int])? {
    guard var entry = entries[chunk.number], entry.presence == .reloading else { return nil }
    let result = (entry.chunk, entry.waiting)
    entry.chunk = chunk
    entry.presence = .stored
    entry.waiting = []
    entries[chunk.number] = entry
    hasReloads = true
    return result
  }

  /// The inputs as they lie in the store now.
  func current(_ inputs: [ChunkShare]) -> [ChunkShare] {
    guard hasReloads else { return inputs }
    return inputs.map {
      ChunkShare(chunk: entries[$0.chunk.number]?.chunk ?? $0.chunk, share: $0.share)
    }
  }

  /// Takes everything out that may still be in the store. For the end of the job.
  mutating func removeAll() -> [Chunk] {
    defer { entries = [:] }
    return entries.values.filter { $0.presence != .absent }.map(\.chunk)
      .sorted { $0.number < $1.number }
  }
}
