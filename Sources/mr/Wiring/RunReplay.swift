import Execution
import Foundation
import Model
import Output
import Planning
import PluginHost

/// Runs a capsule in this process, on a thread as a worker has it.
/// - Parameter script: Receives a breakpoint at the plugin's function for the debugger that this process
///   runs under, and then stops for.
/// - Returns: Whether the record was found.
func runReplay(
  _ capsule: Capsule, plugin: String?, stopScript script: String?
) async throws -> Bool {
  Console.keepFromPlugins()
  PluginEnvironment.enter()
  let door = ProcessDoor()
  return try await door.run { () throws(MRError) in
    let job = try LoadedJob(
      capsule.plan,
      load: { (file) throws(MRError) in
        let isJobs = file.path == capsule.plan.plugin.path
        return try Plugin.load(path: try current(file, isJobs ? plugin : nil))
      },
      library: { (file) throws(MRError) in
        try FunctionLibrary.load(path: try current(file, plugin))
      })
    let failure = Failure()
    let replay = Replay(capsule, job) { line in
      do { try Console.print(line) } catch { failure.note(error) }
    } beforeCall: {
      failure.stop?()
    }
    if let script, let function = replay.function {
      failure.stop = {
        let breakpoint = "tbreak *0x\(String(UInt(bitPattern: function), radix: 16))\n"
        try? breakpoint.write(toFile: script, atomically: false, encoding: .utf8)
        raise(SIGUSR2)
      }
    }
    let wasFound = try replay.run()
    if let error = failure.error { throw MRError(error, .output, "cannot print the records") }
    return wasFound
  }
}

private final class Failure {
  private(set) var error: (any Error)?
  var stop: (() -> Void)?
  func note(_ error: any Error) { if self.error == nil { self.error = error } }
}

/// The file that is loaded in the place of a plugin's: it may have become another one meanwhile.
private func current(_ file: PluginFile, _ other: String?) throws(MRError) -> String {
  if let other { return other.contains("/") ? other : "./\(other)" }
  if try PluginContent(path: file.path).digest != file.digest {
    Console.note(
      "\(terminalSafe(file.path)) is not the one that the job ran with: it has another digest")
  }
  return file.path
}
