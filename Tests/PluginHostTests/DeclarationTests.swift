import Foundation
import Model
import TestSupport
import Testing

@testable import PluginHost

/// What plugins declare of what they take.
@Suite struct DeclarationTests {
  private func declared() throws -> PluginDescription {
    try Plugin.load(path: FixturePlugins.build("declared")).description
  }

  @Test func isRead() throws {
    let description = try declared()
    let jobs = Dictionary(uniqueKeysWithValues: description.jobs.map { ($0.name, $0) })
    let every = try #require(jobs["every"]?.parameters)
    #expect(every.map(\.name) == ["words", "yes", "level", "share", "order", "by"])
    #expect(every.map(\.kind) == [.text, .flag, .integer, .number, .choice, .attribute])
    #expect(every[0].fallback == "all" && every[0].description == "which words")
    #expect(every[4].choices == ["up", "down"] && every[0].choices.isEmpty)
    let needs = try #require(jobs["needs"])
    #expect(needs.parameters?.map(\.isRequired) == [true] && needs.attributes == ["server"])
    #expect(jobs["none"]?.parameters == [])
    #expect(jobs["undeclared"]?.parameters == nil && jobs["undeclared"]?.attributes == [])
    #expect(jobs["bitmap"]?.format == "bytes" && jobs["says_nothing"]?.format == nil)
    #expect(description.formats[0].parameters?.map(\.name) == ["depth"])
    #expect(description.formats[0].attributes == ["size"])
    let json = try JSONEncoder().encode(description)
    #expect(try JSONDecoder().decode(PluginDescription.self, from: json) == description)
  }

  @Test func isNoneInATableThatEndsBefore() throws {
    let job = try Plugin.load(path: FixturePlugins.build("short_table")).description.jobs[0]
    #expect(job.parameters == nil && job.attributes == [] && job.format == nil)
  }

  @Test func aShortSpecReadsAsNull() throws {
    let path = try FixturePlugins.build("misdeclared", defect: "SHORT_SPEC")
    let job = try Plugin.load(path: path).description.jobs[0]
    #expect(job.parameters == [.init(name: "depth", kind: .text)])
  }

  @Test(arguments: [
    ("UNKNOWN_KIND", "parameter 1 of job \"job\", \"depth\", is of kind 17, which is none"),
    ("NO_NAME", "parameter 1 of job \"job\" has no name"),
    ("TWINS", "job \"job\" has two parameters named \"depth\""),
    ("NULL_SPEC", "parameter 1 of 1 of job \"job\" is NULL"),
    ("NULL_ARRAY", "parameter 1 of 1 of job \"job\" is NULL"),
    ("TOO_MANY", "job \"job\" declares 4294967295 parameters"),
    ("NO_CHOICES", "has no choices"),
    ("EMPTY_CHOICE", "\"up||down\", are empty or the same"),
    ("CHOICES_OF_TEXT", "has choices and is not of kind MR_CHOICE"),
    ("REQUIRED_AND_FALLBACK", "is required and has a fallback"),
    ("NAME_WITH_EQUALS", "\"a=b\", has an equals sign"),
    ("NO_SIZE", "declares a size of 0 bytes, which no mr_parameter_spec has"),
    ("DESCRIPTION_OF_LINES", "is no line of UTF-8 text"),
    ("EMPTY_FORMAT", "the format of job \"job\" is an empty name"),
    ("ENDLESS_FORMAT", "the format of job \"job\" is longer than 128 bytes"),
    ("NULL_ATTRIBUTE", "attribute 1 of 1 of job \"job\" is NULL"),
    ("EMPTY_ATTRIBUTE", "attribute 1 of job \"job\" has no name"),
    ("TWIN_ATTRIBUTES", "job \"job\" has two attributes named \"server\""),
    ("TOO_MANY_ATTRIBUTES", "job \"job\" declares 4294967295 attributes"),
    ("TWINS_OF_FORMAT", "input format \"format\" has two parameters named \"depth\""),
    ("TWIN_ATTRIBUTES_OF_FORMAT", "input format \"format\" has two attributes named \"server\""),
  ])
  func isRefusedIfWrong(defect: String, message: String) throws {
    let path = try FixturePlugins.build("misdeclared", defect: defect)
    let error = try #require(failure { _ = try Plugin.load(path: path) })
    #expect(error.code == .plugin && error.message.contains(message), "\(error)")
    #expect(error.remedy != nil)
  }

  @Test func aJobNamesItsFormat() throws {
    let description = try declared()
    let jobs = Dictionary(uniqueKeysWithValues: description.jobs.map { ($0.name, $0) })
    let bitmap = try #require(jobs["bitmap"])
    #expect(try description.formatName(nil, of: bitmap) == "bytes")
    #expect(try description.formatName("text", of: bitmap) == "text")
    let silent = try #require(jobs["says_nothing"])
    #expect(try description.formatName("bytes", of: silent) == "bytes")
    let error = try #require(failure { _ = try description.formatName(nil, of: silent) })
    #expect(error.message.contains("does not say what it reads"))
    #expect(error.remedy?.contains("--format bytes, or --format text") == true)
  }
}
