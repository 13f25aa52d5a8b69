import Foundation
import Model

/// The parts of a result, as they are found in its directory.
struct ResultParts {
  /// In their order.
  let paths: [String]
  /// Whether something is set aside that the result lacks.
  let isIncomplete: Bool
  private static let prefix = "part-r-"

  /// - Throws: `output` if that is no directory of a result, or one that is unfinished or lacks a part.
  init(of directory: String) throws(MRError) {
    let place = printable(directory.utf8)
    let names: Set<String>
    do {
      names = Set(try FileManager.default.contentsOfDirectory(atPath: directory))
    } catch {
      throw MRError(.output, "cannot read the directory \(place)", cause: "\(error)")
    }
    isIncomplete = names.contains(ResultMark.incomplete)
    guard isIncomplete || names.contains(ResultMark.success) else {
      let isUnfinished = names.contains(ResultMark.running)
      throw MRError(
        .output, "\(place) is no result",
        cause: isUnfinished
          ? "it has \(ResultMark.running): its job runs, or was killed"
          : "it has no \(ResultMark.success)",
        remedy: isUnfinished ? "Wait for the job, or run it again." : nil)
    }
    let numbers = names.filter { $0.hasPrefix(Self.prefix) }
      .compactMap { name in Int(name.dropFirst(Self.prefix.count)).map { (number: $0, name: name) }
      }
      .sorted { $0.number < $1.number }
    for (number, part) in numbers.enumerated() where part.number != number {
      throw MRError(.output, "part \(number) of the result \(place) is missing")
    }
    paths = numbers.map { "\(directory)/\($0.name)" }
  }
}
