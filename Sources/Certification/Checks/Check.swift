/// What is looked at in a plugin, each in a process of its own.
package enum Check: String, Codable, Sendable, Hashable, CaseIterable {
  // Of the plugin.
  case load
  case symbols
  // Of a job.
  case createDestroy = "create-destroy"
  case sample
  case oddRecords = "odd-records"
  case deterministic
  case combine
  case partition
  case compare
  case cancellation
  case errorTexts = "error-texts"
  // Of an input format.
  case openClose = "open-close"
  case oddFiles = "odd-files"
  case sameRecords = "same-records"
  case shares

  static let ofJobs: [Check] = [
    .createDestroy, .sample, .oddRecords, .deterministic, .combine, .partition, .compare,
    .cancellation, .errorTexts,
  ]
  static let ofFormats: [Check] = [.openClose, .oddFiles, .sameRecords, .shares]

  /// The check without which this one would only say the same again.
  var ground: Check? {
    switch self {
    case .deterministic, .combine, .partition, .compare: .sample
    case .errorTexts: .oddRecords
    case .sameRecords, .shares: .oddFiles
    default: nil
    }
  }

  /// Whether it maps records of the job's input, and not only such as no job expects.
  var needsSample: Bool {
    switch self {
    case .sample, .deterministic, .combine, .partition, .compare, .cancellation: true
    default: false
    }
  }

  /// Whether two processes have to come to the same fingerprint.
  var isRepeated: Bool { self == .deterministic || self == .partition || self == .sameRecords }
}
