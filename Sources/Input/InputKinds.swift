import Model

/// What some of the files of a job are: enough to tell which format reads them. What the others are shows
/// when they are read.
struct InputKinds {
  /// How many files are looked into: they are spread evenly over all of them.
  private static let mostFiles = 32

  private var documents = Examples()
  private var texts = Examples()
  /// Why the first file that is neither cannot be read as either.
  private var otherwise: MRError?

  private struct Examples {
    var count = 0
    var first = BytePath("")

    mutating func add(_ file: InputFile) {
      if count == 0 { first = file.path }
      count += 1
    }
  }

  /// Blocks.
  /// - Throws: what would be no better with any other file.
  init(of files: some RandomAccessCollection<InputFile>) throws(MRError) {
    var looked = 0
    // Empty files are anything.
    for file in Self.spread(over: files) where file.size > 0 && looked < Self.mostFiles {
      looked += 1
      do throws(InputFault) { try look(at: file) } catch {
        if error.kind == nil { throw error.error }
        if otherwise == nil { otherwise = error.error }
      }
    }
  }

  private mutating func look(at file: InputFile) throws(InputFault) {
    let source = try SourceFile(file, looksAtContent: true)
    if source.kind == .pdf { return documents.add(file) }
    try source.checkText()
    if file.isCalledPDF {
      // The page of an error, most often, that was saved under the document's name.
      throw InputFault(.mismatch, .noDocument(file.path))
    }
    texts.add(file)
  }

  /// The files in an order in which the first ones are spread evenly, the very first among them.
  private static func spread<Files: RandomAccessCollection<InputFile>>(
    over files: Files
  ) -> some Sequence<InputFile> {
    // Twice as many as are wanted, for those that are empty.
    let step = max(1, files.count / (2 * mostFiles))
    let offsets = Array(stride(from: 0, to: files.count, by: step))
    let order =
      stride(from: 0, to: offsets.count, by: 2).map { offsets[$0] }
      + stride(from: 1, to: offsets.count, by: 2).map { offsets[$0] }
    return order.lazy.map { files[files.index(files.startIndex, offsetBy: $0)] }
  }

  /// - Parameter choosesMost: whether most of the files decide where they are of both kinds.
  func format(for layout: Layout, choosesMost: Bool) throws(MRError) -> FormatName {
    switch (documents.count, texts.count) {
    case (0, 0):
      if layout.endsLikePDF { return .plugin("pdf") }
      if let otherwise { throw otherwise }
      return .text
    case (_, 0): return .plugin("pdf")
    case (0, _): return .text
    default:
      guard choosesMost else { throw mixture }
      return documents.count >= texts.count ? .plugin("pdf") : .text
    }
  }

  private var mixture: MRError {
    MRError(
      .input, "some files of the input are PDF documents, and others are text",
      cause:
        "`\(documents.first)` is a PDF document and `\(texts.first)` is text; of "
        + "\(documents.count + texts.count) files that were looked into, \(documents.count) are documents",
      remedy:
        "Say which are meant: with --format pdf or --format text the others are set aside, and with "
        + "--format auto those of which there are fewer. Or name them in the layout.")
  }
}

extension InputFile {
  /// Whether the name says that it is a PDF, gzip'ed or not.
  fileprivate var isCalledPDF: Bool {
    let ending = String(decoding: path.bytes.suffix(7), as: UTF8.self).lowercased()
    return ending.hasSuffix(".pdf") || ending.hasSuffix(".pdf.gz")
  }
}

extension Layout {
  /// Whether all files have the names of PDFs.
  fileprivate var endsLikePDF: Bool {
    let ending = ending.lowercased()
    return ending.hasSuffix(".pdf") || ending.hasSuffix(".pdf.gz")
  }
}

extension MRError {
  fileprivate static func noDocument(_ path: BytePath) -> MRError {
    MRError(
      .input, "`\(path)` is text under the name of a PDF document",
      remedy: "Look what it is. With --format text its lines are read.")
  }
}
