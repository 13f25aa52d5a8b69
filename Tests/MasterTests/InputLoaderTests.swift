import Threading
import BlockStore

import Input
@testable import Master
import Model
import Records
import Synchronization
import TestSupport
import Testing

@Suite struct InputLoaderTests {
  private let store = FaultyStore()
  private let cancellation = Cancellation()
  private let announced = Announced()
  private let id = JobID(3)

  private final class Announced: Sendable {
    private let list = Mutex<[MapTask]>([])
    var tasks: [MapTask] { list.withLock { $0 } }
    func append(_ task: MapTask) { list.withLock { $0.append(task) } }
  }

  private func loader(
    _ files: [InputFile], window: LoadWindow = LoadWindow(size: 64 << 20),
    cutting: Cutting = .lines,
    onTask: @escaping @Sendable (MapTask) -> Void = { _ in }
  ) -> InputLoader {
    InputLoader(
      job: id, namespace: "t", store: store, files: files, cutting: cutting, mappers: 2,
      window: window, cancellation: cancellation,
      announce: { [announced] task in
        announced.append(task)
        onTask(task)
      }, report: { _ in })
  }

  private func bytes(of chunk: Chunk) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for key in chunk.blocks("t", id).keys {
      try store.connect().get([key]) { (_, value) throws(MRError) in
        bytes += (try? BlockCodec.verify(value, key: key)).map { Array($0) } ?? []
      }
    }
    return bytes
  }

  private func text(_ seed: UInt64, _ size: Int) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    let text = random.text(bytes: min(size, 70_000))
    return (0..<size / text.count).flatMap { _ in text } + text.prefix(size % text.count)
  }

  @Test func allBytesAreInTheStoreWhenTheirTaskIsAnnounced() throws {
    let scratch = try Scratch()
    let input = ["a": text(1, 1_500_000), "b": [], "c": text(2, 10_000), "d": text(3, 700_000)]
    let files = try scratch.input(input)
    try loader(
      files,
      onTask: { [store, id] task in
        for chunk in task.inputs.map(\.chunk) {
          #expect(Set(chunk.blocks("t", id).keys).isSubset(of: store.keys))
        }
      }
    ).run()
    let loaded = try announced.tasks.flatMap(\.inputs).flatMap { try bytes(of: $0.chunk) }
    #expect(loaded == ["a", "b", "c", "d"].flatMap { input[$0] ?? [] })
  }

  @Test func loadingStaysWithinItsWindow() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": text(4, 6 << 20)])
    let window = LoadWindow(size: 2 << 20)
    // Mappers that are done with a task as soon as the next one is there.
    try loader(
      files, window: window,
      onTask: { [store] task in
        #expect(store.keys.count * BlockLayout.blockSize <= 3 << 20)
        for chunk in task.inputs.map(\.chunk) {
          try? store.connect().delete(chunk.blocks("t", JobID(3)).keys)
          window.release(chunk.length)
        }
      }
    ).run()
    #expect(announced.tasks.reduce(0) { $0 + $1.length } == files[0].size)
    #expect(store.keys.isEmpty)
  }

  /// All of a document stays in the store until its last page is mapped. That must not keep the
  /// loader from announcing the task of that page.
  @Test(.timeLimit(.minutes(1))) func aDocumentLargerThanTheWindowDoesNotStopLoading() async throws
  {
    let scratch = try Scratch()
    let files = try scratch.input([
      "a": text(5, 3 << 20), "b": text(6, 100_000), "c": text(7, 2_500_000), "d": text(8, 1000),
    ])
    let window = LoadWindow(size: 2 << 20)
    let mappers = Mappers(window)
    let loader = loader(
      files, window: window, cutting: .documents(shareSize: 300_000), onTask: { mappers.map($0) })
    try await BlockingThread.run { () throws(MRError) in try loader.run() }
    #expect(mappers.released == 4)
  }

  /// Release a chunk when all its shares are mapped.
  private final class Mappers: Sendable {
    private let window: LoadWindow
    private let shares = Mutex<[Int: Int]>([:])
    private let chunks = Mutex(0)
    init(_ window: LoadWindow) { self.window = window }
    var released: Int { chunks.withLock { $0 } }

    func map(_ task: MapTask) {
      for input in task.inputs {
        let done = shares.withLock { shares in
          shares[input.chunk.number, default: 0] += 1
          return shares[input.chunk.number] == input.chunk.shares
        }
        guard done else { continue }
        chunks.withLock { $0 += 1 }
        window.release(input.chunk.length)
      }
    }
  }

  /// What a task was announced with is the job's to delete; the rest is the loader's.
  @Test func cancellationDeletesWhatNoTaskHas() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": text(9, 4 << 20)])
    let window = LoadWindow(size: 64 << 20)
    #expect(throws: MRError.self) {
      try loader(files, window: window, onTask: { [cancellation] _ in cancellation.request() })
        .run()
    }
    let known = announced.tasks.flatMap(\.inputs).flatMap { $0.chunk.blocks("t", id).keys }
    #expect(!known.isEmpty)
    #expect(store.keys == known.sorted())
  }

  /// Whichever call the store fails.
  @Test func aLoadThatFailsLeavesWhatTasksHave() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": text(13, 5 << 20)])
    for call in 0..<20 {
      let before = announced.tasks.count
      store.failCall(call)
      if (try? loader(files).run()) != nil { break }
      #expect(!store.isToFail)
      let known = announced.tasks.dropFirst(before).flatMap(\.inputs).flatMap {
        $0.chunk.blocks("t", id).keys
      }
      #expect(store.keys == known.sorted(), "call \(call)")
      for key in store.keys { store.drop(key) }
    }
    #expect(store.isToFail)
  }

  /// A line that is too long had blocks in the store when that showed.
  @Test func whatIsSetAsideLeavesNothingInTheStore() throws {
    let scratch = try Scratch()
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 3 * BlockLayout.payloadCapacity)
    let (before, after) = (text(13, 700_000) + [10], text(14, 700_000) + [10])
    let files = try scratch.input(["a": before + long + [10] + after, "c": after])
    let bad = Mutex<[BadInput]>([])
    let window = LoadWindow(size: 64 << 20)
    var loader = loader(files, window: window)
    loader.most = 2 * BlockLayout.payloadCapacity
    loader.setAside = { entry in bad.withLock { $0.append(entry) } }
    loader.refusals = [1: MRError(.input, "`\(files[1].path)` is a pipe")]
    try loader.run()
    let chunks = announced.tasks.flatMap(\.inputs).map(\.chunk)
    #expect(try chunks.flatMap { try bytes(of: $0) } == before + after)
    #expect(store.keys == chunks.flatMap { $0.blocks("t", id).keys }.sorted())
    #expect(bad.withLock { $0.map(\.kind) } == [.tooLong, .unreadable])
    #expect(bad.withLock { $0.last?.reason } == "is a pipe")
    // All that is taken of the window is the chunks'.
    for chunk in chunks { window.release(chunk.length) }
    window.take(window.size - 1)
    #expect(window.waitForRoom())
  }

  @Test func aClosedWindowEndsLoading() async throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": text(10, 4 << 20)])
    let window = LoadWindow(size: 1 << 20)
    let loader = loader(files, window: window)
    let loading = Task {
      await BlockingThread.run { () -> MRError.Code? in
        do throws(MRError) {
          try loader.run()
          return nil
        } catch {
          return error.code
        }
      }
    }
    while announced.tasks.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    window.close()
    #expect(await loading.value == .cancelled)
  }

  @Test func lostChunksComeBackInTheNextGeneration() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": text(11, 1 << 20)])
    let loader = loader(files)
    try loader.run()
    let chunks = announced.tasks.flatMap(\.inputs).map(\.chunk)
    let before = try chunks.map { try bytes(of: $0) }
    for key in store.keys { store.drop(key) }
    let reloaded = try loader.reload(chunks, files: [0: files[0]])
    #expect(reloaded.map(\.generation) == chunks.map { _ in 1 })
    #expect(try reloaded.map { try bytes(of: $0) } == before)
  }

  @Test func aReloadThatFailsLeavesNothing() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": text(12, 2 << 20)])
    let loader = loader(files)
    try loader.run()
    let chunks = announced.tasks.flatMap(\.inputs).map(\.chunk)
    for key in store.keys { store.drop(key) }
    var last = try #require(chunks.last)
    last.spans[0].file = 1
    #expect(throws: MRError.self) {
      _ = try loader.reload(chunks.dropLast() + [last], files: [0: files[0]])
    }
    #expect(store.keys.isEmpty)
    for call in 0..<chunks.count {
      store.failCall(call)
      #expect(throws: MRError.self) { _ = try loader.reload(chunks, files: [0: files[0]]) }
      #expect(store.keys.isEmpty)
    }
    cancellation.request()
    #expect(throws: MRError.self) { _ = try loader.reload(chunks, files: [0: files[0]]) }
    #expect(store.keys.isEmpty)
  }
}
