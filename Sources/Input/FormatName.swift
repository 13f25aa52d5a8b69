package import Model

/// An input format as a job asks for it, before it is looked up.
package enum FormatName: Sendable, Hashable {
  /// The lines of files that are text.
  case text
  /// `text!`: the bytes between newlines, whatever the files are.
  case rawText
  case whole
  /// The name of a plugin's input format, or of the plugin.
  case plugin(String)

  /// Blocks: it may look into a file.
  /// - Parameters:
  ///   - name: as the job gives it. nil means `pdf` where the layout ends with `.pdf` or `.pdf.gz`,
  ///     or where the first file that has content is a PDF; otherwise text.
  ///   - files: that the layout matches, in their order.
  /// - Throws: `input` if there is no name, and the first file is neither text nor PDF, or cannot be
  ///   read.
  package init(_ name: String?, for layout: Layout, files: some Sequence<InputFile>) throws(MRError)
  {
    switch name {
    case "text": self = .text
    case "text!": self = .rawText
    case "whole": self = .whole
    case let name?: self = .plugin(name)
    case nil:
      let ending = layout.ending.lowercased()
      let isPDF = ending.hasSuffix(".pdf") || ending.hasSuffix(".pdf.gz")
      if isPDF {
        self = .plugin("pdf")
      } else {
        self = try Self.isPDF(files.first { $0.size > 0 }) ? .plugin("pdf") : .text
      }
    }
  }

  /// One file speaks for all: a later one that is something else is refused when it is read.
  private static func isPDF(_ file: InputFile?) throws(MRError) -> Bool {
    guard let file else { return false }
    let source = try SourceFile(file, looksAtContent: true)
    if source.kind == .pdf { return true }
    try source.checkText()
    return false
  }
}
