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
  /// The parameters that it reads; nil means that they are not declared. One that is none of these
  /// is refused before the job begins.
  static var parameters: [Parameter]? { get }
  /// The `{name}` parts of the layout that map reads; a layout without one of them is refused.
  static var attributes: [String] { get }
  /// The input format that it reads where the command names none: `text`, `whole`, or a plugin's.
  static var format: String? { get }

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
  public static var parameters: [Parameter]? { nil }
  public static var attributes: [String] { [] }
  public static var format: String? { nil }
  public mutating func start(_ context: Context) throws {}
  public mutating func finish(into output: Output<Key, Value>) throws {}
}
