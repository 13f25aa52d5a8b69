package import CMapReduce

final class Instance<J: Job>: AnyInstance {
  private var job = J()
  private let steps: Steps<J>
  private let buffer: Buffer
  private let reader = ValueReader()

  init(_ steps: Steps<J>, _ context: Context) throws {
    self.steps = steps
    let context = context.declaring(J.parameters)
    buffer = Buffer(context)
    super.init()
    try job.start(context)
  }

  override func map(
    _ source: UnsafePointer<mr_source>, _ records: UnsafePointer<mr_record>, _ count: Int
  ) -> mr_status {
    var number = Int(source.pointee.first_record)
    return emitting(at: { "record \(number): " }) {
      let output = Output<J.Key, J.Value>(buffer: buffer)
      try buffer.forParts(of: count) { part in
        for index in part {
          try job.map(
            Record(record: records + index, source: source, number: number), into: output)
          number += 1
        }
      }
    }
  }

  override func finish() -> mr_status {
    emitting {
      buffer.start()
      try job.finish(into: Output(buffer: buffer))
    }
  }

  override func combine(_ key: mr_bytes, _ values: UnsafeMutablePointer<mr_values>) -> mr_status {
    emitting {
      try reader.lend(values) { try steps.combine?(&job, key, reader, buffer) }
    }
  }

  override func reduce(_ key: mr_bytes, _ values: UnsafeMutablePointer<mr_values>) -> mr_status {
    emitting {
      try reader.lend(values) { try steps.reduce?(&job, key, reader, buffer) }
    }
  }

  override func partition(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ partitions: UnsafeMutablePointer<UInt32>
  ) -> mr_status {
    buffer.context.guarding {
      for index in 0..<count {
        let chosen = try steps.partition?(&job, records[index].key, buffer.context.partitions)
        // The host says what is wrong with a number that is none of a partition.
        partitions[index] = chosen.flatMap(UInt32.init(exactly:)) ?? .max
      }
    }
  }

  /// Runs a function that emits, and hands over what is left.
  private func emitting(at place: () -> String = { "" }, _ body: () throws -> Void) -> mr_status {
    buffer.clear()
    return buffer.context.guarding(at: place) {
      try body()
      try buffer.flush()
    }
  }
}

extension Context {
  /// Runs what an author wrote; an error becomes a status with a text.
  /// - Parameter place: where in the data it was, for the text.
  package func guarding(at place: () -> String = { "" }, _ body: () throws -> Void) -> mr_status {
    do {
      try body()
      return MR_OK
    } catch let stop as Stop {
      return stop.status
    } catch {
      setError("\(place())\(error)")
      return (error as? JobError)?.isTransient == true ? MR_RETRY : MR_FATAL
    }
  }
}
