import CMapReduce
import Model
import PluginHost
import Records

/// The host of a plugin that is run to look at it: shows what it emits and logs.
final class ReplayHost: TaskServices {
  let beforeCall: () -> Void
  private let formatter: TextFormatter
  private let output: (String) -> Void

  init(
    keyType: ValueType, valueType: ValueType, output: @escaping (String) -> Void,
    beforeCall: @escaping () -> Void
  ) {
    formatter = TextFormatter(keyType: keyType, valueType: valueType)
    self.output = output
    self.beforeCall = beforeCall
  }

  func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    var text = ByteBuffer()
    do throws(RecordError) {
      try formatter.append(records, count: count, to: &text)
    } catch {
      throw MRError(.pluginFatal, "a record that was emitted cannot be used", cause: "\(error)")
    }
    for line in text.bytes.split(separator: UInt8(ascii: "\n")) { output(printable(line)) }
  }

  func count(_ name: String, _ amount: Int64) { output("count \(name) \(amount)") }
  func log(_ severity: LogSeverity, _ text: String) { output("\(severity): \(text)") }
  var isCancelled: Bool { false }
}
