import CMapReduce
import PluginHost

/// Notes what it is told of a format that reads.
final class NotedReading: ReadingWitness {
  private(set) var events: [String] = []

  func began(share: Int) { events.append("began \(share)") }

  func read(_ records: UnsafePointer<mr_record>, _ batch: RecordBatch) {
    let value = String(decoding: RecordingServices.Record(records[0]).value, as: UTF8.self)
    events.append("read \(batch.firstRecord): \(value)")
  }

  func logged(_ severity: LogSeverity, _ text: String) { events.append("logged \(text)") }

  func counted(_ name: String, _ amount: Int64) { events.append("counted \(name) \(amount)") }

  func asked(_ parameter: mr_bytes) {
    let name = UnsafeRawBufferPointer(start: parameter.data, count: parameter.size)
    events.append("asked \(String(decoding: name, as: UTF8.self))")
  }

  func set(_ attribute: mr_bytes, to value: mr_bytes, for scope: FormatAttribute.Scope) {
    let record = RecordingServices.Record(mr_record(key: attribute, value: value))
    let text = [record.key, record.value].map { String(decoding: $0, as: UTF8.self) }
    events.append("set \(text[0]) of \(scope): \(text[1])")
  }

  func leftOut(record: Int) { events.append("left out \(record)") }

  func ended(share: Int) { events.append("ended \(share)") }
}
