/// What to map. One instance is made for each task attempt and belongs to one thread.
///
/// An error that a function throws fails the job, with its description; `JobError.retry` asks for
/// another attempt. What a job does besides, it says by conforming to `Reducing`, `Combining` and
/// `Partitioning`.
public protocol Job {
  /// Of the keys that map emits.
  associatedtype Key: Field
  /// Of the values that map emits.
  associatedtype Value: Field

  /// Unique in the plugin.
  static var name: String { get }
  /// One line for `mr plugin inspect`.
  static var summary: String { get }
  /// A combiner that runs inside the host.
  static var combiner: Combiner? { get }
  /// How the host assigns keys to partitions; nil means by a hash, or as `Partitioning` says.
  static var partitioner: Partitioner? { get }

  init()
  /// Called once, before the first record.
  mutating func start(_ context: Context) throws
  /// Called for each record, in the order of the input.
  mutating func map(_ record: Record, into output: Output<Key, Value>) throws
  /// Called once, after the last record of a map task.
  mutating func finish(into output: Output<Key, Value>) throws
}

extension Job {
  public static var summary: String { "" }
  public static var combiner: Combiner? { nil }
  public static var partitioner: Partitioner? { nil }
  public mutating func start(_ context: Context) throws {}
  public mutating func finish(into output: Output<Key, Value>) throws {}
}
