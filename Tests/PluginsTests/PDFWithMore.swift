/// A document of one page that says `page`, with all that a document may have besides.
struct PDFWithMore {
  /// What is drawn besides.
  var contents = ""
  var hasText = true

  var bytes: [UInt8] {
    let text = hasText ? "BT /F 12 Tf 72 720 Td (page) Tj ET " : ""
    return TestPDF.file(
      of: [
        """
        << /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R] >> /Metadata 11 0 R \
        /PageLabels << /Nums [0 << /S /r /St 14 >>] >> \
        /Names << /EmbeddedFiles << /Names [(notes.txt) 9 0 R] >> >> >>
        """,
        "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        """
        << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R \
        /Resources << /Font << /F 3 0 R >> >> /Annots [6 0 R 7 0 R 8 0 R 12 0 R] >>
        """,
        stream(text + contents),
        """
        << /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ada) /Rect [10 10 100 30] \
        /P 4 0 R >>
        """,
        """
        << /Type /Annot /Subtype /Widget /FT /Ch /T (colour) /Opt [(red) (green)] /V (green) \
        /Rect [10 40 100 60] /P 4 0 R >>
        """,
        """
        << /Type /Annot /Subtype /Text /Contents (a remark) /Rect [200 200 220 220] /P 4 0 R >>
        """,
        "<< /Type /Filespec /F (notes.txt) /UF (notes.txt) /EF << /F 10 0 R >> >>",
        stream("first note\nsecond note", "/Type /EmbeddedFile"),
        stream(Self.xmp, "/Type /Metadata /Subtype /XML"),
        """
        << /Type /Annot /Subtype /Link /Rect [300 300 400 320] /P 4 0 R \
        /A << /S /URI /URI (https://example.org/more) >> >>
        """,
        """
        << /Title (A \\(short\\) title) /Author (Ada) /Subject (tests) /Keywords (one, two) \
        /Creator (by hand) /Producer (none) /CreationDate (D:20240229123456Z) \
        /ModDate (D:20240301000000+01'00') >>
        """,
      ], trailer: "/Info 13 0 R")
  }

  private static let xmp = """
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF \
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" \
    xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language><rdf:Bag><rdf:li>en-GB</rdf:li>\
    </rdf:Bag></dc:language></rdf:Description></rdf:RDF></x:xmpmeta>
    """

  private func stream(_ content: String, _ entries: String = "") -> String {
    "<< /Length \(content.utf8.count) \(entries) >> stream\n\(content)\nendstream"
  }
}
