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

  /// Blocks: it may look into files.
  /// - Parameters:
  ///   - name: as the job gives it. nil: what the files are tells. `auto`: so does it where they are of
  ///     several kinds, and most of them decide.
  ///   - files: that the layout matches, in their order.
  /// - Throws: `input` if the files are to tell, and are neither text nor PDF, or, without `auto`, both.
  package init(
    _ name: String?, for layout: Layout, files: some RandomAccessCollection<InputFile>
  ) throws(MRError) {
    switch name {
    case "text": self = .text
    case "text!": self = .rawText
    case "whole": self = .whole
    case nil, "auto":
      self = try InputKinds(of: files).format(for: layout, choosesMost: name != nil)
    case let name?: self = .plugin(name)
    }
  }
}
