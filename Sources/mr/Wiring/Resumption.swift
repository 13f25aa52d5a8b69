import CProcess
import Foundation
import Master
import Model
import Output

/// A job that completes an incomplete result: it writes beside that, and takes its place in the end.
struct Resumption: Sendable {
  var spec: JobSpec
  private let incomplete: OutputDirectory

  /// Where the result appears in the end.
  var output: String { incomplete.path }

  /// - Throws: `notFound` if there is nothing to go on from.
  init(of output: String, relativeTo directory: String) throws(MRError) {
    let path = absolute(output, in: directory)
    incomplete = OutputDirectory(path: OutputDirectory(path: path).canonicalPath)
    spec = try savedSpec(in: incomplete.path)
    spec.former = FormerOutput(path: incomplete.path)
    spec.output = "\(incomplete.path).resumed-\(UUID().uuidString.prefix(8))"
  }

  /// Puts the new result in the place of the incomplete one, which is removed.
  func replace() throws(MRError) {
    let new = spec.output
    guard mr_exchange(new, incomplete.path) == 0 else {
      throw MRError(
        .output, "the result cannot be put in the place of \(terminalSafe(incomplete.path))",
        cause: String(cString: strerror(errno)),
        remedy: "It is complete in \(terminalSafe(new)): move it yourself.")
    }
    // What lies under the new name now is the old result, and what is not the job's stays there.
    OutputDirectory(path: new).abandon()
    if access(new, F_OK) == 0 {
      Console.note("what was not the job's own is in \(terminalSafe(new)) now")
    }
  }
}
