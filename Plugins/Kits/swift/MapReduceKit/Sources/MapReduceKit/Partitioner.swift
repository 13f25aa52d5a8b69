/// How the host assigns keys to partitions: by a hash, or by ranges, so that the parts of the output
/// are in order one after the other.
public enum Partitioner: String, Sendable {
  case hash, range
}
