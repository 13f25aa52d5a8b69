import Output
import Threading
import Input
import Model
import Scheduling
import Synchronization

/// Loading, which runs beside the tasks.
extension RunningJob {
  /// Loads the input while the rest is prepared: the first map task waits for that.
  func load(adopting: Bool) async {
    async let preparing: Void = prepareOutput(adopting: adopting)
    async let copying: Void = publish()
    let files = Array(listing)
    if let remark = listing.remark { warn(remark) }
    let bytes = files.lazy.map(\.size).saturatedSum()
    post { $0.setInputSize(bytes: bytes, files: files.count) }
    changed.notify()
    async let layout: Void = layOut(files)
    async let loading: Void = load(files)
    _ = await (preparing, copying, layout, loading)
    post { $0.inputEnded() }
    endWork()
  }

  /// Makes the output directory, or ends the job; after that map tasks are announced.
  private func prepareOutput(adopting: Bool) async {
    do throws(MRError) {
      try await environment.committers.run { [self] () throws(MRError) in
        try output.prepare(token: outputToken, former: adopting ? outputOwner : nil)
        state.withLock { $0.ownsOutput = true }
      }
    } catch {
      post { $0.fail(error) }
    }
    preparations.update { $0 -= 1 }
  }

  private func load(_ files: [InputFile]) async {
    do throws(MRError) {
      try await BlockingThread.run { [self] () throws(MRError) in try loader(files).run() }
    } catch {
      post { $0.fail(error) }
    }
  }

  /// Blocks.
  func reload(_ chunks: [Chunk], _ files: [Int: InputFile]) {
    do throws(MRError) {
      let reloaded = try loader([]).reload(chunks, files: files)
      post { $0.chunksReloaded(reloaded) }
    } catch {
      post { $0.fail(error) }
    }
  }

  /// Chunks that no task needs any more.
  func delete(_ chunks: [Chunk]) {
    let keys = chunks.flatMap { chunk in
      (chunk.firstBlock..<chunk.firstBlock + chunk.blockCount).map {
        BlockKey.input(environment.namespace, id, block: $0, generation: chunk.generation)
      }
    }
    environment.sweeper.delete(keys)
    window.release(chunks.reduce(0) { $0 + $1.length })
  }

  private func loader(_ files: [InputFile]) -> InputLoader {
    InputLoader(
      job: id, namespace: environment.namespace, store: environment.store, files: files,
      cutting: Cutting(
        plan.format, shareSize: InputLoader.shareSize(files, mappers: mappers)),
      mappers: mappers,
      mostTaskBytes: spec.taskBytes ?? JobSpec.mostTaskBytes,
      window: window, cancellation: cancellation,
      announce: { [self] task in
        preparations.wait { $0 == 0 ? () : nil }
        post { $0.addMapTask(task) }
      },
      report: { [self] position in setPosition(position) })
  }
}
