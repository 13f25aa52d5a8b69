import Foundation
import GRDB
import Journal
import Model
import Scheduling
import Testing

/// A state directory of an older version is taken over.
@Suite struct MigrationTests {
  /// The tables as version 4 had them, with a cluster, a job that has ended and one that ran.
  private static let version4 = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1'), ('2'), ('3'), ('4');
    CREATE TABLE clusters (id INTEGER PRIMARY KEY AUTOINCREMENT, mappers INTEGER NOT NULL,
      reducers INTEGER NOT NULL, created INTEGER NOT NULL, ended INTEGER, error TEXT) STRICT;
    CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT,
      cluster INTEGER NOT NULL REFERENCES clusters(id), plugin TEXT NOT NULL, plugin_job TEXT,
      input TEXT NOT NULL, format TEXT, output TEXT NOT NULL, parameters TEXT NOT NULL,
      reducers INTEGER, state TEXT NOT NULL, epoch INTEGER NOT NULL DEFAULT 0,
      submitted INTEGER NOT NULL, started INTEGER, finished INTEGER, error TEXT,
      counters TEXT NOT NULL DEFAULT '{}', functions TEXT, task_bytes INTEGER,
      user_counters TEXT NOT NULL DEFAULT '{}') STRICT;
    CREATE TABLE input_files (job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      file INTEGER NOT NULL, PRIMARY KEY (job, file)) STRICT, WITHOUT ROWID;
    CREATE TABLE chunks (job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      chunk INTEGER NOT NULL, PRIMARY KEY (job, chunk)) STRICT, WITHOUT ROWID;
    CREATE TABLE map_tasks (job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      task INTEGER NOT NULL, inputs TEXT NOT NULL, PRIMARY KEY (job, task)) STRICT, WITHOUT ROWID;
    CREATE TABLE attempts (job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      kind TEXT NOT NULL, task INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL,
      result TEXT NOT NULL, error TEXT, ended INTEGER NOT NULL,
      PRIMARY KEY (job, kind, task, attempt)) STRICT, WITHOUT ROWID;
    INSERT INTO clusters (mappers, reducers, created) VALUES (2, 3, 1700000000000);
    INSERT INTO jobs (cluster, plugin, input, output, parameters, state, submitted, started, finished)
      VALUES (1, 'wordcount', 'in/*', 'out', '{"a":"b"}', 'succeeded', 1, 2, 3);
    INSERT INTO jobs (cluster, plugin, input, output, parameters, state, submitted, started)
      VALUES (1, 'sort', 'in/*', 'out2', '{}', 'running', 1, 2);
    INSERT INTO map_tasks VALUES (2, 0, '[[0,0]]');
    INSERT INTO attempts VALUES (1, 'map', 0, 0, 'c1-w1', 'succeeded', NULL, 3);
    """

  @Test func jobsAndClustersAreKept() async throws {
    try await withTemporaryDirectory { directory in
      let queue = try DatabaseQueue(path: directory + "/journal.sqlite")
      try await queue.write { try $0.execute(sql: Self.version4) }
      try queue.close()
      let journal = try Journal(directory: directory)
      let recovery = try await journal.recover()
      #expect(recovery.clusters.map(\.mappers) == [2] && recovery.setAside.isEmpty)
      #expect(recovery.jobs.map(\.spec.plugin) == ["sort"] && recovery.jobs.map(\.epoch) == [1])
      let ended = try #require(try await journal.job(JobID(1)))
      #expect(ended.state == .succeeded && ended.spec.parameters == ["a": "b"])
      // Of which nobody knew when they began.
      #expect(try await journal.attempts(of: JobID(1), limit: 10) == [])
      try journal.close()
      let tables = try integers(
        "SELECT count(*) FROM sqlite_master WHERE name IN ('input_files', 'chunks', 'map_tasks')",
        directory)
      #expect(tables == [0])
    }
  }
}
