import Model
import Scheduling

func spec(_ name: String = "out") -> JobSpec {
  JobSpec(plugin: "wordcount", input: "data/{category}/*.txt", output: name)
}

func attempt(
  _ job: JobID, _ index: Int, number: Int = 0, kind: TaskID.Kind = .map
) -> AttemptID {
  AttemptID(job: job, task: TaskID(kind, index), number: number)
}

/// Of a second and a half.
func ended(_ attempt: AttemptID, _ result: AttemptResult = .succeeded) -> AttemptRecord {
  let start = 1_700_000_000_000 + Int64(attempt.task.index)
  return AttemptRecord(
    attempt, worker(1), started: start, ended: start + 1500,
    work: AttemptWork(bytes: 1 << 40, records: 7), result)
}

func worker(_ number: Int) -> WorkerID { WorkerID(cluster: ClusterID(1), number: number) }
