internal import Model

/// Bytes for a message: numbers as such, text in quotes and cut.
func shown(_ bytes: [UInt8], _ type: ValueType) -> String {
  bytes.withUnsafeBytes { buffer in
    switch type {
    case .int64 where buffer.count == 8: "\(buffer.loadUnaligned(as: Int64.self))"
    case .float64 where buffer.count == 8: "\(buffer.loadUnaligned(as: Double.self))"
    default:
      "\"\(printable(buffer.prefix(60)))\(buffer.count > 60 ? "…" : "")\""
    }
  }
}
