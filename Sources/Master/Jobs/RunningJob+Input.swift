import Execution
import Input
import Model
import Scheduling

/// Loading, which runs beside the tasks.
extension RunningJob {
  func load(adopting: Bool) async {
    do throws(MRError) {
      async let copying: Void = publish()
      let files = try await BlockingThread.run { [self] () throws(MRError) in
        try output.prepare(token: outputToken, former: adopting ? outputOwner : nil)
        ownOutput()
        return try InputWalk.files(matching: try Layout(spec.input))
      }
      let bytes = files.reduce(0) { $0 + $1.size }
      post { $0.setInputSize(bytes: bytes, files: files.count) }
      changed.notify()
      // The sample is mapped meanwhile: the first map task waits for what comes of it.
      async let layout: Void = layOut()
      async let loading: Void = load(files)
      _ = await (copying, layout, loading)
      post { $0.inputEnded() }
    } catch {
      post { $0.inputFailed(error) }
    }
    loadEnded()
  }

  private func load(_ files: [InputFile]) async {
    do throws(MRError) {
      try await BlockingThread.run { [self] () throws(MRError) in try loader(files).run() }
    } catch {
      post { $0.inputFailed(error) }
    }
  }

  func reload(_ chunks: [Chunk], _ files: [Int: InputFile]) async {
    do throws(MRError) {
      let reloaded = try await BlockingThread.run { [self] () throws(MRError) in
        try loader([]).reload(chunks, files: files)
      }
      post { $0.chunksReloaded(reloaded) }
    } catch {
      post { $0.inputFailed(error) }
    }
    loadEnded()
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
      window: window, monitor: monitor,
      announce: { [self] task in
        preparations.wait { $0 == 0 ? () : nil }
        post { $0.addMapTask(task) }
      },
      report: { [self] position in setPosition(position) })
  }
}
