/// Where a job's workers keep the records that they read from documents.
package enum CacheChoice: Sendable, Hashable, Codable {
  /// What the worker's environment says: `MR_CACHE`, or the user's cache directory.
  case standard
  case off
  case at(CachePlace)

  /// The variable that says where, for workers whose job does not: as `--cache`, or `off`.
  package static let variable = "MR_CACHE"
  private static let offText = "off"

  /// - Parameter text: `off`, or as for `CachePlace`.
  /// - Throws: `invalidArgument` that says what is wrong with the text.
  package init(_ text: String) throws(MRError) {
    self = text == Self.offText ? .off : .at(try CachePlace(text))
  }

  /// What the initialiser takes; nil for the standard.
  package var text: String? {
    switch self {
    case .standard: nil
    case .off: Self.offText
    case .at(let place): place.text
    }
  }
}
