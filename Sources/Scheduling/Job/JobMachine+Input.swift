package import Model

/// What the loading side calls.
extension JobMachine {
  /// The layout was walked. Sizes as the files lie on disk.
  package mutating func setInputSize(bytes: Int, files: Int) { inputSize = (bytes, files) }

  /// A map task was cut and its chunks are in the store. It may be leased at once, while loading
  /// goes on. Tasks come in the order of their indices, from 0.
  package mutating func addMapTask(_ task: MapTask) { add(task, isLoaded: true) }

  mutating func add(_ task: MapTask, isLoaded: Bool) {
    guard !isEnded else {
      if isLoaded { actions.append(.deleteInput(task.inputs.map(\.chunk))) }
      return
    }
    guard task.index == maps.count, !hasInputEnded else {
      finish(.failed(MRError(.internal, "map task \(task.index) was cut out of turn")))
      return
    }
    chunks.add(task.inputs, areStored: isLoaded)
    maps.append(MapTaskState(task))
    bytesLoaded += task.length
    if let loaded = recordsLoaded { recordsLoaded = task.records.map { loaded + $0 } }
    mapQueue.appendFresh()
    actions.append(.wake(.mapper, count: 1))
  }

  /// No further map task will come.
  package mutating func inputEnded() {
    guard !isEnded, !hasInputEnded else { return }
    hasInputEnded = true
    barrier.inputEnded(tasks: maps.count)
    if judgeBad() { return }
    actions.append(.event(.inputEnded(tasks: maps.count, bytes: bytesLoaded)))
    announceBarrier()
  }

  /// Chunks that were asked for with `reload` are in the store, in a new generation.
  package mutating func chunksReloaded(_ reloaded: [Chunk]) {
    guard !isEnded else {
      actions.append(.deleteInput(reloaded))
      return
    }
    var replaced: [Chunk] = []
    var fresh: [Chunk] = []
    var tasks: [Int] = []
    for chunk in reloaded {
      guard let (old, waiting) = chunks.reloaded(chunk) else { continue }
      replaced.append(old)
      fresh.append(chunk)
      for task in waiting {
        guard case .waitingForInput(let waits) = maps[task].stage else { continue }
        maps[task].stage = .waitingForInput(waits - 1)
        if waits == 1 { tasks.append(task) }
      }
    }
    guard !fresh.isEmpty else { return }
    actions.append(.event(.reloaded(chunks: fresh.map(\.number))))
    actions.append(.deleteInput(replaced))
    for task in tasks { makeReady(map: task, avoid: nil) }
  }

  /// Queues a map task that ran before, or lets it wait for input that has to be loaded again.
  mutating func makeReady(map index: Int, avoid: WorkerID?) {
    guard checkAttemptsLeft(TaskID(.map, index), started: maps[index].started) else { return }
    let task = maps[index].task
    let (waits, reload) = chunks.await(task.inputs, task: index)
    guard waits > 0 else {
      maps[index].stage = .ready
      mapQueue.appendAgain(index, avoid: avoid)
      actions.append(.wake(.mapper, count: 1))
      return
    }
    maps[index].stage = .waitingForInput(waits)
    guard !reload.isEmpty else { return }
    actions.append(.event(.reloading(chunks: reload.map(\.number))))
    actions.append(.reload(reload, files: task.files))
  }

  /// Queues a reduce task that ran before.
  mutating func makeReady(reduce partition: Int, avoid: WorkerID?) {
    let started = reduces[partition].started
    guard checkAttemptsLeft(TaskID(.reduce, partition), started: started) else { return }
    reduces[partition].stage = .ready
    reduceQueue.appendAgain(partition, avoid: avoid)
    if barrier.isOpen { actions.append(.wake(.reducer, count: 1)) }
  }

  /// Tells of the barrier if it is open now. To be called when something arrived at it.
  mutating func announceBarrier() {
    guard barrier.isOpen else { return }
    do throws(MRError) { try checkRest() } catch { return finish(.failed(error)) }
    actions.append(.event(.barrierOpened(mapTasks: maps.count, partitions: partitions)))
    if !reduceQueue.isEmpty { actions.append(.wake(.reducer, count: reduceQueue.count)) }
  }

  /// An attempt that is neither counted as a failure nor successful must not come for ever.
  private mutating func checkAttemptsLeft(_ task: TaskID, started: Int) -> Bool {
    guard started >= Self.attemptsPerEpoch else { return true }
    finish(
      .failed(MRError(.internal, "\(task) did not come to an end within \(started) attempts")))
    return false
  }
}
