/// The bytes of one segment: one partition's part of one run.
package protocol SegmentSource: AnyObject {
  /// The next piece of the segment, in order; nil after the last. Together the pieces are exactly
  /// the segment's bytes, so the first and last block are trimmed. A piece is valid until the next
  /// call.
  func next() throws -> UnsafeRawBufferPointer?
}
