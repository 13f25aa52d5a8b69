import Foundation

/// Ends the worker although an attempt runs.
func endProcess(_ reason: String) -> Never {
  FileHandle.standardError.write(Data("mr worker: \(reason)\n".utf8))
  // Not `exit`: handlers must not run beside the plugin's thread.
  _exit(75)
}
