package import Model

/// An input format as a job asks for it, before it is looked up.
package enum FormatName: Sendable, Hashable {
  case text
  case whole
  /// The name of a plugin's input format, or of the plugin.
  case plugin(String)

  /// - Parameter name: as the job gives it; nil means by the layout: files that end with `.pdf`
  ///   or `.pdf.gz` are PDFs, all others text.
  package init(_ name: String?, for layout: Layout) {
    switch name {
    case "text": self = .text
    case "whole": self = .whole
    case let name?: self = .plugin(name)
    case nil:
      let ending = layout.ending.lowercased()
      self = ending.hasSuffix(".pdf") || ending.hasSuffix(".pdf.gz") ? .plugin("pdf") : .text
    }
  }
}
