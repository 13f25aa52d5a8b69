/// How large the parts of a record may be, in bytes.
package enum RecordLimits {
  package static let keySize = 1 << 20
  package static let valueSize = 1 << 30
}
