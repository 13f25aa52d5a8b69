import Testing

@testable import Worker

/// What it sees of a process is looked at where there is a process of its own: `CodeTests`.
@Suite struct ProcessWatchTests {
  @Test func nothingHasChangedBeforeCodeWasLoaded() async {
    #expect(await ProcessWatch(memory: BaseMemory(limit: .max)).change() == nil)
  }

  @Test func tooMuchMemoryEndsTheProcess() async {
    let change = await ProcessWatch(memory: BaseMemory(limit: 1)).change()
    #expect(change?.endsNow == true)
    #expect(change?.text.contains("memory") == true)
  }

  @Test func whatLoadingTakesIsCounted() {
    let memory = BaseMemory(limit: .max)
    let before = memory.bytes
    var loaded: [UInt8] = []
    memory.counting { loaded = [UInt8](repeating: 1, count: 64 << 20) }
    #expect(memory.bytes >= before + 32 << 20)
    #expect(loaded.count == 64 << 20)
    #expect(memory.isExceeded == false)
  }
}
