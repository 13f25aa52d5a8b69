import GRDB

/// The tables. A change is a further migration: journals of older versions are brought up to date
/// when they are opened, those of newer ones are refused.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: version1)
    }
    migrator.registerMigration("2") { db in
      // JSON; NULL for jobs of plugins.
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN functions TEXT")
    }
    migrator.registerMigration("3") { db in
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN task_bytes INTEGER")
    }
    migrator.registerMigration("4") { db in
      // JSON. Before, the plugin's counters were among the engine's.
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN user_counters TEXT NOT NULL DEFAULT '{}'")
    }
    migrator.registerMigration("5") { db in
      // What a job had cut, which a restarted master cuts anew, and attempts without their beginning.
      for table in ["input_files", "chunks", "map_tasks", "attempts"] {
        try db.execute(sql: "DROP TABLE \(table)")
      }
      try db.execute(sql: attempts)
    }
    migrator.registerMigration("6") { db in
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN cache TEXT")
    }
    migrator.registerMigration("7") { db in
      // JSON; NULL for what is as usual.
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN bad_input TEXT")
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN former TEXT")
    }
    migrator.registerMigration("8") { db in
      // Who asked, as the master knew them; NULL in journals of before.
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN submitted_by TEXT")
      try db.execute(sql: "ALTER TABLE clusters ADD COLUMN created_by TEXT")
      try db.execute(sql: "ALTER TABLE clusters ADD COLUMN stopped_by TEXT")
      try db.execute(sql: tokens)
    }
    migrator.registerMigration("9") { db in
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN reuse INTEGER NOT NULL DEFAULT 0")
    }
    migrator.registerMigration("10") { db in
      // NULL: no index is kept.
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN provenance INTEGER")
    }
    migrator.registerMigration("11") { db in
      // NULL: the job also runs without sandboxes.
      try db.execute(sql: "ALTER TABLE jobs ADD COLUMN sandbox INTEGER")
    }
    return migrator
  }

  /// Tokens that a master has made, of which it keeps the digests (SHA-256) alone.
  private static let tokens = """
    CREATE TABLE tokens (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      digest BLOB NOT NULL,
      created INTEGER NOT NULL,
      revoked INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX tokens_in_use ON tokens(name) WHERE revoked IS NULL;
    """

  /// What the history of a job shows, a row for each attempt that has ended: which task (`kind` and
  /// `task`) and which try at it, on which worker, from when to when, how much of the task it had done,
  /// how it ended (`outcome`) and why (`error`). Read in the order of the key, page by page.
  private static let attempts = """
    CREATE TABLE attempts (
      job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      task INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      worker TEXT NOT NULL,
      started INTEGER NOT NULL,
      ended INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      records INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      error TEXT,
      PRIMARY KEY (job, kind, task, attempt)
    ) STRICT, WITHOUT ROWID;
    """

  /// Times are milliseconds since 1970. `error`, `parameters`, `counters` are JSON objects. Of the tables,
  /// `clusters` and `jobs` are still there.
  private static let version1 = """
    CREATE TABLE clusters (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      mappers INTEGER NOT NULL,
      reducers INTEGER NOT NULL,
      created INTEGER NOT NULL,
      ended INTEGER,
      error TEXT
    ) STRICT;
    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      cluster INTEGER NOT NULL REFERENCES clusters(id),
      plugin TEXT NOT NULL,
      plugin_job TEXT,
      input TEXT NOT NULL,
      format TEXT,
      output TEXT NOT NULL,
      parameters TEXT NOT NULL,
      reducers INTEGER,
      state TEXT NOT NULL,
      epoch INTEGER NOT NULL DEFAULT 0,
      submitted INTEGER NOT NULL,
      started INTEGER,
      finished INTEGER,
      error TEXT,
      counters TEXT NOT NULL DEFAULT '{}'
    ) STRICT;
    CREATE INDEX jobs_by_cluster ON jobs(cluster);
    CREATE INDEX jobs_finished ON jobs(finished, id) WHERE finished IS NOT NULL;
    CREATE INDEX jobs_unfinished ON jobs(id) WHERE finished IS NULL;
    CREATE TABLE input_files (
      job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      file INTEGER NOT NULL,
      path BLOB NOT NULL,
      relative_path BLOB NOT NULL,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      PRIMARY KEY (job, file)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE chunks (
      job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      chunk INTEGER NOT NULL,
      generation INTEGER NOT NULL,
      first_block INTEGER NOT NULL,
      blocks INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      shares INTEGER NOT NULL,
      spans TEXT NOT NULL,
      PRIMARY KEY (job, chunk)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE map_tasks (
      job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      task INTEGER NOT NULL,
      inputs TEXT NOT NULL,
      PRIMARY KEY (job, task)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE attempts (
      job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      task INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      worker TEXT NOT NULL,
      result TEXT NOT NULL,
      error TEXT,
      ended INTEGER NOT NULL,
      PRIMARY KEY (job, kind, task, attempt)
    ) STRICT, WITHOUT ROWID;
    """
}
