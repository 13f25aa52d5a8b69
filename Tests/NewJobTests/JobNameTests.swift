import Testing

@testable import mr_new_job

@Suite struct JobNameTests {
  @Test(arguments: [
    ("my-job", "MyJob"), ("wordLengths", "WordLengths"), ("a", "A"), ("x_1-y", "X1Y"),
  ])
  func makesATypeName(text: String, typeName: String) throws {
    #expect(try JobName(text, language: .swift).typeName == typeName)
  }

  @Test(arguments: [
    "", "1st", "-x", "_x", "a b", "a/b", "../x", "é", "a.so", String(repeating: "a", count: 65),
  ])
  func refuses(text: String) {
    for language in Language.allCases {
      #expect(throws: NewJobError.self) { try JobName(text, language: language) }
    }
  }

  @Test(arguments: [
    ("int", Language.c), ("class", .cpp), ("self", .swift), ("string", .swift), ("lambda", .python),
    ("fn", .rust), ("mapreduce", .rust),
  ])
  func refusesWordsOfTheLanguage(text: String, language: Language) {
    let error = #expect(throws: NewJobError.self) { try JobName(text, language: language) }
    #expect(error?.description.contains(language.displayName) == true)
  }

  @Test func quotesForTheShell() {
    #expect("/opt/mr/bin/mr".quotedForShell == "/opt/mr/bin/mr")
    #expect("/tmp/it's here".quotedForShell == "'/tmp/it'\\''s here'")
  }
}
