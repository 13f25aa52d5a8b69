import CXXHash
import Foundation
import Model

/// The files in a result's `_PROVENANCE`.
enum ProvenanceFile {
  /// How the file begins that says what the marks are of.
  static let signature = UInt64(0x3130_5652_502d_524d)  // MR-PRV01

  /// The most bytes of a task's marks.
  static let mostBytes = 4 << 20

  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    mr_xxh3_long(bytes.baseAddress, bytes.count)
  }

  /// Tells a file, as it was, from all others.
  static func hash(_ file: InputFile) -> UInt64 {
    var bytes = file.path.bytes
    for number in [Int64(file.size), file.modified] {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
    return bytes.withUnsafeBytes { hash($0) }
  }

  /// Tells which keys a plan makes of a file: another one may make others.
  static func identity(_ plan: JobPlan) throws(MRError) -> UInt64 {
    struct Identity: Encodable {
      var job: String
      var digests: [String]
      var format: String
      var parameters: [String: String]
      var functions: JobFunctions?
    }
    let format =
      switch plan.format {
      case .text: "text"
      case .rawText: "text!"
      case .whole: "whole"
      case .plugin(let file, let name, _): "\(file.digest) \(name)"
      }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      let text = try encoder.encode(
        Identity(
          job: plan.job, digests: plan.digests, format: format, parameters: plan.parameters,
          functions: plan.functions))
      return text.withUnsafeBytes { hash($0) }
    } catch {
      throw MRError(.internal, "the job's plan cannot be written", cause: "\(error)")
    }
  }
}
