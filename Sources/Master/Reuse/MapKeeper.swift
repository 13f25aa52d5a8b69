import Blocks
import BlockStore
import Cache
import Model
import Records
import Threading

/// Keeps what map tasks left, beside the job that they are of: nobody waits for it before the job's end.
final class MapKeeper: Sendable {
  private struct State {
    var queue = FIFO<KeptMap>()
    var isBusy = false
    var isClosed = false
  }
  private let state = Guarded(State())
  private let job: JobID
  private let name: String
  private let identity: MapIdentity
  private let cache: RecordCache
  private let store: any BlockStore
  private let namespace: String

  /// - Parameter name: The job's in its plugin.
  init(
    _ job: JobID, named name: String, _ identity: MapIdentity, _ cache: RecordCache,
    store: any BlockStore, namespace: String
  ) {
    self.job = job
    self.name = name
    self.identity = identity
    self.cache = cache
    self.store = store
    self.namespace = namespace
  }

  func add(_ maps: [KeptMap]) {
    if maps.isEmpty { return }
    state.update { state in for map in maps { state.queue.append(map) } }
  }

  /// Waits until all that was added is kept. Blocks.
  func settle() {
    state.wait { $0.isClosed || ($0.queue.isEmpty && !$0.isBusy) ? () : nil }
  }

  /// Keeps no more.
  func close() { state.update { $0.isClosed = true } }

  /// Keeps what is added, until it is closed. Blocks.
  func run() {
    let session = cache.begin()
    var connection: (any BlockStoreConnection)?
    while let map = next() {
      if let session { keep(map, session, &connection) }
      state.update { $0.isBusy = false }
    }
  }

  private func next() -> KeptMap? {
    state.wait { state -> KeptMap?? in
      if state.isClosed { return .some(nil) }
      guard let map = state.queue.popFirst() else { return nil }
      state.isBusy = true
      return .some(map)
    }
  }

  /// What the store has lost, and what a worker of another host made, is not kept.
  private func keep(
    _ map: KeptMap, _ session: CacheSession, _ connection: inout (any BlockStoreConnection)?
  ) {
    guard !map.code.isEmpty, map.code.allSatisfy(\.isUnchanged),
      let manifest = try? map.manifest(), let head = try? map.encoded(),
      let first = map.task.inputs.first?.chunk.spans.first.flatMap({ map.task.files[$0.file] }),
      let writer = session.writer(
        identity.key(part: map.part, of: map.group.files), description(of: map, manifest, first))
    else { return }
    head.withUnsafeBytes { writer.add(block: $0) }
    do throws(MRError) {
      let open = if let connection { connection } else { try store.connect() }
      connection = open
      let block = BlockBuffer()
      for key in manifest.blocks(namespace, job).keys {
        if let loss = try open.get(key, into: block) { throw MRError(.blockLost, loss) }
        writer.add(
          block: UnsafeRawBufferPointer(rebasing: block.payload[..<block.payloadSize]))
      }
    } catch {
      return writer.giveUp()
    }
    writer.publish(files: map.code)
  }

  private func description(
    of map: KeptMap, _ manifest: MapManifest, _ file: InputFile
  ) -> EntryDescription {
    var description = EntryDescription(
      .map, path: file.path, format: name, share: map.part, shares: map.task.files.count,
      documentSize: map.task.length)
    description.records = manifest.records
    return description
  }
}
