import CMapReduce
import Foundation
import Glibc
import Model
import PluginHost
import TestSupport
import Testing

@Suite struct PluginTests {
  @Test func describesWhatAPluginOffers() throws {
    let plugin = try Plugin.load(path: FixturePlugins.build("misbehaving"))
    let description = plugin.description
    #expect(description.name == "misbehaving")
    #expect(description.version == "1.2.3")
    #expect(description.abi == "1.3")
    #expect(description.formats.isEmpty)

    let first = try plugin.job(nil).description
    #expect(first.name == "well_behaved")
    #expect(first.description == "passes its records on")
    #expect(first.keyType == .utf8 && first.valueType == .bytes)
    #expect(first.combiner == nil && !first.hasReduce && !first.hasCombine)

    let custom = try plugin.job("custom").description
    #expect(custom.hasCombine && custom.hasReduce && custom.hasPartition && custom.hasCompare)
    let summed = try plugin.job("short_number").description
    #expect(summed.combiner == .sum && summed.resultType == .int64)
  }

  @Test func describesFormats() throws {
    let plugin = try Plugin.load(path: FixturePlugins.build("misbehaving_format"))
    let format = try plugin.format(nil).description
    #expect(format.name == "letters" && format.recordName == "letter")
    #expect(format.keyType == .int64 && format.isSplittable)
    #expect(throws: MRError.self) { try plugin.job(nil) }
  }

  @Test func aDescriptionSurvivesJSON() throws {
    let description = try Plugin.load(path: FixturePlugins.build("misbehaving")).description
    let json = try JSONEncoder().encode(description)
    #expect(try JSONDecoder().decode(PluginDescription.self, from: json) == description)
  }

  @Test func loadsALibraryOnce() throws {
    let path = try FixturePlugins.build("misbehaving")
    #expect(try Plugin.load(path: path) === Plugin.load(path: path))
  }

  /// A plugin that is built anew under its old path while a cluster runs.
  @Test func loadsWhatReplacedALibrary() throws {
    let path = "\(FixturePlugins.directory)/replaced.so"
    defer { unlink(path) }
    func install(_ fixture: String) throws -> String {
      unlink(path)
      try Data(contentsOf: URL(filePath: FixturePlugins.build(fixture)))
        .write(to: URL(filePath: path))
      return try Plugin.load(path: path).description.name
    }
    #expect(try install("short_table") == "short-table")
    #expect(try install("exception") == "exception")
    #expect(failure { _ = try install("no_entry") }?.code == .plugin)
    #expect(try install("misbehaving_format") == "misbehaving-format")
  }

  @Test func refusesALibraryThatWasRewritten() throws {
    let path = "\(FixturePlugins.directory)/rewritten.so"
    defer { unlink(path) }
    let bytes = try Data(contentsOf: URL(filePath: FixturePlugins.build("short_table")))
    try bytes.write(to: URL(filePath: path))
    _ = try Plugin.load(path: path)
    var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
    utimensat(AT_FDCWD, path, &times, 0)
    let error = failure { _ = try Plugin.load(path: path) }
    #expect(error?.message.contains("rewritten in place") == true)
  }

  @Test func namesTheJobsThatThereAre() throws {
    let plugin = try Plugin.load(path: FixturePlugins.build("misbehaving"))
    let error = failure { _ = try plugin.job("wordcount\u{1b}") }
    #expect(error?.code == .notFound)
    #expect(error?.message.contains("\"wordcount\\x1b\"") == true)
    #expect(error?.remedy?.contains("well_behaved, create_fails") == true)
  }

  @Test func readsTheTableOfAnOlderPlugin() throws {
    let plugin = try Plugin.load(path: FixturePlugins.build("short_table"))
    let job = try plugin.job(nil)
    #expect(job.table.map != nil)
    #expect(job.table.combine == nil && job.table.reduce == nil)
    #expect(job.table.partition == nil && job.table.compare == nil)
    #expect(job.description.resultType == .bytes)
  }

  @Test(arguments: [
    ("no_entry", "it has no entry function"),
    ("null_entry", "mr_plugin_entry returned NULL"),
    ("unresolved_symbol", "it cannot be loaded"),
    ("wrong_major", "was compiled for plugin interface 2.3, and this mr speaks 1.3"),
    ("too_short_table", "job 1 declares a size of 64 bytes, which no mr_job has"),
  ])
  func refusesALibrary(fixture: String, message: String) throws {
    let path = try FixturePlugins.build(fixture)
    let error = try #require(failure { _ = try Plugin.load(path: path) })
    #expect(error.code == .plugin)
    #expect(error.message.contains(message), "\(error)")
    #expect(error.message.contains(path))
    #expect(error.remedy != nil)
  }

  @Test func givesTheLoadersReason() throws {
    let path = try FixturePlugins.build("unresolved_symbol")
    let error = failure { _ = try Plugin.load(path: path) }
    #expect(error?.cause?.contains("table_of_a_library_that_was_not_linked") == true)
  }

  @Test(arguments: [
    ("NO_MAP", "job \"job\" has no map function"),
    ("NULL_JOB", "job 1 of 1 of the plugin is NULL"),
    ("TWIN_JOBS", "the plugin has two jobs named \"job\""),
    ("NO_NAME", "the plugin has no name"),
    ("NAME_IS_NO_TEXT", "the name of job 1 is no line of UTF-8 text"),
    ("ENDLESS_NAME", "the name of job 1 is longer than 128 bytes"),
    ("UNKNOWN_TYPE", "the value_type of job \"job\" is 17"),
    ("UNKNOWN_COMBINER", "asks for a combiner \"average\""),
    ("TWO_COMBINERS", "has a combine function and the combiner \"sum\""),
    ("SUM_OF_BYTES", "asks for the combiner \"sum\" on values of type bytes"),
    ("COMPARE_NUMBERS", "has a compare function for keys of type int64"),
    ("UNKNOWN_PARTITIONER", "asks for a partitioner \"mod\", which mr does not have"),
    ("RANGES_AND_PARTITION", "has a partition function and the partitioner \"range\""),
    ("RANGES_AND_COMPARE", "has a compare function and the partitioner \"range\""),
    ("KEYS_OF_NONE", "the key_type of job \"job\" is MR_NONE"),
    ("TOO_MANY_JOBS", "the plugin declares 1025 jobs"),
    ("NOTHING", "it has neither jobs nor input formats"),
    ("ODD_SIZE", "job 1 declares a size of"),
    ("FORMAT_WITHOUT_OPEN", "input format \"format\" has no open function"),
    ("NO_SIZE", "the plugin declares a size of 0 bytes"),
  ])
  func refusesATable(defect: String, message: String) throws {
    let path = try FixturePlugins.build("refused", defect: defect)
    let error = try #require(failure { _ = try Plugin.load(path: path) })
    #expect(error.code == .plugin)
    #expect(error.message.contains(message), "\(error)")
    #expect(error.remedy != nil)
  }

  @Test func refusesWhatIsNoLibrary() throws {
    let error = failure { _ = try Plugin.load(path: #filePath) }
    #expect(error?.code == .plugin)
    #expect(error?.cause?.contains("invalid ELF header") == true)
    #expect(failure { _ = try Plugin.load(path: "/nowhere/x.so") }?.code == .notFound)
  }

  @Test func compilesThePluginsThatEndTheirProcess() throws {
    #expect(
      try Plugin.load(path: FixturePlugins.build("exception")).description.name == "exception")
  }
}
