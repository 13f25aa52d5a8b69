internal import CMapReduce
internal import FoundationEssentials
internal import Input
package import Model
internal import PluginHost

/// Asks what PDF documents are: a plugin's input format `documents` tells.
package struct DocumentsRequest: ChildRequest {
  /// One for each file, in their order.
  package typealias Answer = [DocumentReport]
  package static let name = "documents"
  /// The plugin's input format that has one record a document.
  package static let format = "documents"
  /// The most bytes of a document, uncompressed.
  private static let mostBytes = 1 << 32

  package var plugin: PluginFile
  package var files: [InputFile]

  package init(_ plugin: PluginFile, _ files: [InputFile]) {
    self.plugin = plugin
    self.files = files
  }

  /// What the child does.
  /// - Parameter progress: is told the number of the file that is about to be read.
  package func answer(_ progress: (String) -> Void) throws(MRError) -> [DocumentReport] {
    let format = try Plugin.load(path: plugin.path, copy: plugin.copy).format(Self.format)
    var reports: [DocumentReport] = []
    for (number, file) in files.enumerated() {
      progress(String(number))
      do throws(InputFault) {
        reports.append(read(try WholeFile(file, most: Self.mostBytes), of: file, format))
      } catch {
        let kind = error.kind ?? .unreadable
        reports.append(
          DocumentReport(kind: kind.rawValue, reason: error.reason(of: file.path)))
      }
    }
    return reports
  }

  private func read(_ whole: WholeFile, of file: InputFile, _ format: PluginFormat)
    -> DocumentReport
  {
    let services = NoServices()
    let context = TaskContext(services: services, partitions: 1, parameters: [:])
    var record = mr_record()
    do throws(MRError) {
      let reader = try FormatReader(
        opening: format, source: SourceStorage(file), content: whole.content, context: context)
      defer { reader.close() }
      guard try reader.next(into: &record, capacity: 1) != nil else {
        return DocumentReport(kind: "empty")
      }
      let value = Data(UnsafeRawBufferPointer(start: record.value.data, count: record.value.size))
      return (try? JSONDecoder().decode(DocumentReport.self, from: value))
        ?? DocumentReport(kind: "damaged", reason: "its format says nothing that is understood")
    } catch {
      return DocumentReport(
        kind: "damaged",
        reason: error.line)
    }
  }
}
