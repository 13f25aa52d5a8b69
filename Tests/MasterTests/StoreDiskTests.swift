import Master
import Model
import Testing

/// `DIRECTORY:SIZE`, as it is given on a command line.
@Suite struct StoreDiskTests {
  @Test(arguments: [
    ("/var/tmp:8G", "/var/tmp", 8 << 30), ("a:b:500m", "a:b", 500 << 20), (".:2T", ".", 2 << 40),
    ("/tmp:128M", "/tmp", 128 << 20),
  ])
  func disks(text: String, directory: String, size: Int) throws {
    let disk = try StoreDisk(text)
    #expect(disk.directory == directory)
    #expect(disk.size == size)
  }

  @Test(arguments: [
    "", "/tmp", ":1G", "/tmp:", "/tmp:1", "/tmp:G", "/tmp:127M", "/tmp:0G", "/tmp:-1G", "/tmp:1.5G",
    "/tmp:64T", "/tmp:99999999999999999999G", "/tmp:4611686018427387904M", "/tmp:1GB",
  ])
  func malformedDisks(text: String) {
    let error = #expect(throws: MRError.self) { try StoreDisk(text) }
    #expect(error?.code == .invalidArgument)
  }

  /// A header in memory for each block on disk.
  @Test func headersNeedMemory() throws {
    #expect(try StoreDisk("/tmp:64G").leastMemory == 64)
    #expect(try StoreDisk("/tmp:1T").leastMemory == 1024)
  }
}
