import Model
import TestSupport
import Testing

@testable import PluginHost

@Suite struct ParameterCheckTests {
  private func check(_ job: String, format: Bool = false) throws -> ParameterCheck {
    let plugin = try Plugin.load(path: FixturePlugins.build("declared")).description
    let found = try #require(plugin.jobs.first { $0.name == job })
    return ParameterCheck(
      plugin: plugin.name, job: found,
      format: format ? plugin.formats[0] : nil)
  }

  @Test(arguments: [
    [:], ["words": "", "yes": "no", "level": "-9223372036854775808", "share": "-1.5e-3"],
    ["order": "down", "by": "server"], ["share": "7"], ["share": ".5"], ["yes": "1"],
  ])
  func takesWhatIsDeclared(given: [String: String]) throws {
    try check("every").run(given, attributes: ["server", "day"])
  }

  @Test(arguments: [
    ("yes", "maybe", "neither yes nor no"), ("yes", "True", "neither yes nor no"),
    ("level", "1.5", "no integer"), ("level", "9223372036854775808", "no integer"),
    ("level", "", "no integer"), ("share", "0x10", "no decimal number"),
    ("share", "nan", "no decimal number"), ("share", "1e999", "no decimal number"),
    ("share", "1,5", "no decimal number"), ("order", "upp", "none of its values"),
    ("order", "up|down", "none of its values"), ("by", "serv", "no part {serv}"),
    ("by", "", "no part {}"),
  ])
  func refusesAnotherKind(name: String, value: String, reason: String) throws {
    let check = try check("every")
    let error = try #require(
      failure { try check.run([name: value], attributes: ["server", "day"]) })
    #expect(error.code == .invalidArgument)
    #expect(error.message.contains("\"\(name)\" is \"\(value)\""), "\(error)")
    #expect(error.message.contains(reason), "\(error)")
    #expect(error.remedy != nil)
  }

  @Test func whatTheFormatGivesIsAPartToo() throws {
    try check("every", format: true).run(["by": "size"], attributes: ["server"])
    let check = try check("every")
    #expect(failure { try check.run(["by": "size"], attributes: ["server"]) } != nil)
  }

  @Test func namesTheNearest() throws {
    let check = try check("every")
    let unknown = try #require(failure { try check.run(["ordr": "up"], attributes: []) })
    #expect(
      unknown.message.contains("job \"every\" of plugin \"declared\" has no parameter \"ordr\""))
    #expect(unknown.remedy?.hasPrefix("Did you mean order? Its parameters: words, yes,") == true)
    let choice = try #require(failure { try check.run(["order": "dwon"], attributes: []) })
    #expect(choice.remedy?.hasPrefix("Did you mean down?") == true)
    let part = try #require(failure { try check.run(["by": "serv"], attributes: ["server"]) })
    #expect(part.cause == "it has {server}" && part.remedy?.contains("{server} meant") == true)
  }

  @Test func refusesWhatIsMissing() throws {
    let check = try check("needs")
    let parameter = try #require(failure { try check.run([:], attributes: ["server"]) })
    #expect(parameter.message.contains("needs the parameter \"pattern\""))
    let part = try #require(failure { try check.run(["pattern": "a"], attributes: ["serv"]) })
    #expect(part.message.contains("reads the layout's part {server}"))
    #expect(part.cause == "it has {serv}")
    let none = try #require(failure { try check.run(["pattern": "a"], attributes: []) })
    #expect(none.cause == "it has none")
    try check.run(["pattern": "a"], attributes: ["day", "server"])
  }

  @Test func aJobThatTakesNoneSaysSo() throws {
    let check = try check("none")
    let error = try #require(failure { try check.run(["a": "1"], attributes: []) })
    #expect(error.remedy == "It takes no parameters.")
  }

  @Test func parametersMayBeTheFormats() throws {
    try check("none", format: true).run(["depth": "16"], attributes: [])
    let wrong = try check("none", format: true)
    #expect(failure { try wrong.run(["depth": "x"], attributes: []) } != nil)
    let error = try #require(failure { try wrong.run(["dept": "1"], attributes: []) })
    #expect(error.message.contains("and input format \"bytes\" has no parameter \"dept\""))
  }

  @Test func watchesWhatNobodyDeclares() throws {
    #expect(try check("every").watch(["words": "a"]) == nil)
    let undeclared = try check("undeclared", format: true)
    try undeclared.run(["anything": "1", "depth": "1"], attributes: [])
    #expect(undeclared.watch(["depth": "1"]) == nil)
    var watch = try #require(undeclared.watch(["anything": "1"]))
    let nothing = ParameterWatch.Use(asked: [], hadRecords: true)
    let early = watch.ended(.map, nothing)
    let late = watch.ended(.reduce, nothing)
    #expect(early == nil && late != nil)
    var maps = try #require(try check("undeclared_map").watch(["anything": "1"]))
    let error = maps.ended(.map, nothing)
    #expect(error != nil)
  }

  @Test func functionsTakeNone() throws {
    let check = ParameterCheck(plugin: "", job: nil, format: nil)
    try check.run([:], attributes: [])
    #expect(failure { try check.run(["a": "1"], attributes: []) } != nil)
  }
}
