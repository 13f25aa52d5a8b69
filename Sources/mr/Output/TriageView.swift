import Input
import Model

/// A file, for `mr triage --json`.
struct TriageView: Encodable {
  let path: String
  let bytes: Int
  let kind: String
  let detail: String?
  let gzip: Bool
  let usable: Bool
  let pages: Int?
  let reason: String?

  init(_ file: InputFile, _ kind: FileKind) {
    path = file.path.description
    bytes = file.size
    self.kind = kind.word.rawValue
    detail = kind.detail
    gzip = kind.isCompressed
    usable = kind.isUsable
    pages = kind.pages
    reason = kind.reason
  }
}
