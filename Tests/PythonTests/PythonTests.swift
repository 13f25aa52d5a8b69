import Foundation
import Testing

/// The kit for Python plugins is tested in Python: one test for each file of cases, with the `mr`
/// and the host library that lie beside the test bundle.
@Suite(.serialized) struct PythonTests {
  @Test(arguments: [
    "test_testing", "test_abi", "test_build", "test_jobs", "test_errors", "test_host",
    "test_cluster",
  ])
  func cases(_ module: String) async throws {
    let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "cases")
    let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = ["python3", "-m", "unittest", "--verbose", module]
    python.currentDirectoryURL = directory
    python.environment = ProcessInfo.processInfo.environment.merging([
      "MR": products.appending(path: "mr").path(percentEncoded: false),
      "MR_PYTHON_HOST": products.appending(path: "libpython-host.so").path(percentEncoded: false),
      "PYTHONDONTWRITEBYTECODE": "1",
    ]) { $1 }
    let output = Pipe()
    python.standardInput = FileHandle.nullDevice
    python.standardOutput = output
    python.standardError = output
    try python.run()
    let text = try await said(by: python, output)
    #expect(python.terminationStatus == 0, "\(text)")
  }

  /// All that a process prints until its end. On a thread of its own: reading blocks.
  private func said(by process: Process, _ output: Pipe) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
          })
      }
    }
  }
}
