import ArgumentParser
import CommandArguments
import Testing

@testable import mr

@Suite struct SingleOptionsTests {
  private struct Aliased: ParsableArguments {
    @Option(name: [.customShort("l"), .long]) var language = "c"
    @Flag(name: .shortAndLong) var verbose = false
    @Argument var rest: [String] = []
  }

  private func check(_ words: [String]) throws {
    let command = try MRCommand.parseAsRoot(words)
    try SingleOptions.check(words, of: type(of: command))
  }

  @Test(arguments: [
    ["run", "--plugin", "p", "--input", "a", "--input", "b", "--output", "o"],
    ["run", "--plugin", "p", "--input=a", "--output", "o", "--input", "a"],
    ["run", "--plugin", "p", "--input", "a", "--output", "o", "--mappers=1", "--mappers=2"],
    ["submit", "--cluster", "c1", "--spec", "a", "--spec", "b"],
    ["master", "--store", "a", "--store", "b"], ["plugin", "check", "p", "--job=a", "--job=b"],
    ["wait", "j1", "--master", "a:1", "--master", "b:1"],
  ])
  func whatMayBeGivenOnceIs(words: [String]) {
    let error = #expect(throws: ValidationError.self) { try check(words) }
    #expect(error?.message.contains("is given more than once") == true)
  }

  @Test(arguments: [
    ["run", "--plugin", "p", "--input", "a", "--output", "o", "--param", "a=1", "--param", "b=2"],
    ["run", "--plugin", "p", "--input", "a", "--output", "o", "--quiet", "--quiet", "--json"],
    ["run", "--plugin", "p", "--input", "a", "--output", "--", "--output"],
    ["plugin", "function", "--json", "--", "--json", "--json"],
  ])
  func otherWordsMayComeAgain(words: [String]) {
    if let command = try? MRCommand.parseAsRoot(words) {
      #expect(throws: Never.self) { try SingleOptions.check(words, of: type(of: command)) }
    }
  }

  @Test func allNamesOfAnOptionCount() throws {
    for words in [
      ["-l", "a", "-l", "b"], ["--language=a", "-l", "b"], ["-l=a", "--language", "b"],
    ] {
      _ = try Aliased.parse(words)
      #expect(throws: ValidationError.self) { try SingleOptions.check(words, of: Aliased.self) }
    }
    for words in [["-l", "a", "-v", "-v"], ["-l", "a", "--", "-l", "b"], ["-v", "x", "x"]] {
      _ = try Aliased.parse(words)
      try SingleOptions.check(words, of: Aliased.self)
    }
  }

  @Test func theWordsAreThoseOfTheProcess() {
    #expect(ProcessArguments.words == CommandLine.arguments)
  }
}
