import Glibc
package import Model

/// Why a file, or the rest of it, cannot be used.
package struct InputFault: Error, Sendable {
  /// What is wrong with the file; nil if the fault is none of the file's, so that a job cannot just go on
  /// without it.
  package let kind: BadKind?
  package let error: MRError

  init(_ kind: BadKind?, _ error: MRError) {
    self.kind = kind
    self.error = error
  }

  /// A failed system call on a file.
  /// - Parameter number: the `errno` it left.
  static func system(_ path: BytePath, _ what: String, _ number: Int32) -> InputFault {
    // No other file would fare better.
    let isOurs = [EMFILE, ENFILE, ENOMEM, EBADF, EINVAL].contains(number)
    return InputFault(isOurs ? nil : .unreadable, .system(path, what, number))
  }

  /// A file that does not hold as many bytes as the system says that it has.
  static func wrongSize(_ file: InputFile, _ comparison: String) -> InputFault {
    InputFault(.unreadable, .wrongSize(file, comparison))
  }

  static func changed(_ path: BytePath, _ how: String) -> InputFault {
    InputFault(nil, .changed(path, how))
  }

  /// What is wrong, in a sentence without a subject: the file is named beside it.
  package func reason(of path: BytePath) -> String {
    var text = error.message
    for subject in ["`\(path)` ", "`\(path)`, "] where text.hasPrefix(subject) {
      text.removeFirst(subject.count)
    }
    return [text, error.cause].compactMap(\.self).joined(separator: ": ")
  }
}
