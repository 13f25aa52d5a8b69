import CommandArguments
import Testing

@testable import mr

@Suite struct UnknownWordTests {
  @Test(arguments: [
    ("run --plugn x", "Unknown option '--plugn'. Did you mean '--plugin'?", "mr run"),
    (
      "run --plugin --plugn --redcers=2", "Unknown option '--redcers'. Did you mean '--reducers'?",
      "mr run"
    ),
    ("rnu", "There is no command 'mr rnu'. Did you mean 'mr run'?", "mr"),
    (
      "cluster inti", "There is no command 'mr cluster inti'. Did you mean 'mr cluster init'?",
      "mr cluster"
    ),
    ("jobs --zzzzzzzz", "Unknown option '--zzzzzzzz'.", "mr jobs"),
  ])
  func isFoundAndAnotherProposed(line: String, text: String, command: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let word = try UnknownWord(in: words, of: CommandHelp.of(MRCommand.self))
    #expect(word?.text == text && word?.command == command)
  }

  @Test(arguments: [
    "run --input a", "run --help --nonesuch", "cancel j1 j2", "jobs -- --nonesuch", "status --json",
    "run --input=--nonesuch", "run --input --nonesuch", "", "help run",
  ])
  func knownWordsAreLeftAlone(line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    #expect(try UnknownWord(in: words, of: CommandHelp.of(MRCommand.self)) == nil)
  }
}
