import CMapReduce

/// The functions that not every job has.
struct Steps<J: Job> {
  typealias Grouped = (inout J, mr_bytes, ValueReader, Buffer) throws -> Void

  let resultType: FieldType
  let reduce: Grouped?
  let combine: Grouped?
  let partition: ((inout J, mr_bytes, Int) throws -> Int)?

  init() {
    let reducing = J.self as? any Reducing.Type
    resultType = reducing.map { Self.resultType($0) } ?? J.Value.fieldType
    reduce = reducing.map { Self.reduce($0) }
    combine = (J.self as? any Combining.Type).map { Self.combine($0) }
    partition = (J.self as? any Partitioning.Type).map { Self.partition($0) }
  }

  private static func resultType<R: Reducing>(_: R.Type) -> FieldType { R.Reduced.fieldType }

  private static func reduce<R: Reducing>(_: R.Type) -> Grouped {
    { job, key, values, buffer in
      try with(&job, as: R.self) {
        try $0.reduce(
          R.Key(field: key.buffer), Values(reader: values), into: Output(buffer: buffer))
      }
    }
  }

  private static func combine<C: Combining>(_: C.Type) -> Grouped {
    { job, key, values, buffer in
      try with(&job, as: C.self) {
        try $0.combine(
          C.Key(field: key.buffer), Values(reader: values), into: Output(buffer: buffer))
      }
    }
  }

  private static func partition<P: Partitioning>(_: P.Type)
    -> (inout J, mr_bytes, Int) throws -> Int
  {
    { job, key, count in
      try with(&job, as: P.self) { try $0.partition(P.Key(field: key.buffer), of: count) }
    }
  }

  /// The type is the job's own, which the compiler does not know: only that it conforms.
  private static func with<S, Result>(
    _ job: inout J, as type: S.Type, _ body: (inout S) throws -> Result
  ) rethrows -> Result {
    try withUnsafeMutablePointer(to: &job) {
      try body(&UnsafeMutableRawPointer($0).assumingMemoryBound(to: S.self).pointee)
    }
  }
}
