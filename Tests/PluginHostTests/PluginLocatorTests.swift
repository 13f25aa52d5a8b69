import Glibc
import Model
import PluginHost
import TestSupport
import Testing

@Suite struct PluginLocatorTests {
  @Test func findsABundledPluginByName() throws {
    let path = try FixturePlugins.build("misbehaving")
    let locator = PluginLocator(
      directories: ["/nowhere", FixturePlugins.directory], currentDirectory: "/")
    #expect(try locator.locate("misbehaving") == path)
    #expect(try locator.locate("libmisbehaving") == path)
  }

  @Test func findsAFile() throws {
    let path = try FixturePlugins.build("misbehaving")
    let locator = PluginLocator(directories: [], currentDirectory: FixturePlugins.directory)
    #expect(try locator.locate(path) == path)
    #expect(try locator.locate("./libmisbehaving.so") == path)
    #expect(try locator.locate("libmisbehaving.so") == path)
  }

  @Test func saysWhereItLooked() throws {
    _ = try FixturePlugins.build("misbehaving")
    let locator = PluginLocator(
      directories: ["/nowhere", FixturePlugins.directory], currentDirectory: "/")
    let error = failure { _ = try locator.locate("misbehavin") }
    #expect(error?.code == .notFound)
    #expect(error?.message == "there is no plugin \"misbehavin\"")
    #expect(error?.cause?.contains("/nowhere, \(FixturePlugins.directory)") == true)
    #expect(error?.remedy?.contains("misbehaving") == true)
    #expect(failure { _ = try locator.locate("") }?.code == .notFound)
  }

  @Test func refusesADirectory() {
    let locator = PluginLocator(directories: [], currentDirectory: "/")
    #expect(failure { _ = try locator.locate("/tmp") }?.code == .notFound)
  }
}
