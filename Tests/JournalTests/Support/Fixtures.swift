import Model

func spec(_ name: String = "out") -> JobSpec {
  JobSpec(plugin: "wordcount", input: "data/{category}/*.txt", output: name)
}

func mapTask(_ index: Int) -> MapTask {
  let span = Span(file: 0, offset: index * 100, length: 100, firstRecord: index + 1, records: 1)
  let chunk = Chunk(number: index, firstBlock: index, blockCount: 1, length: 100, spans: [span])
  let file = InputFile(
    path: BytePath(bytes: [0x2f, 0xff, 0x61]), relativePath: BytePath("a"), attributes: [],
    size: 1000, modified: 1)
  return MapTask(index: index, inputs: [ChunkShare(chunk: chunk)], files: [0: file])
}

func attempt(_ job: JobID, _ index: Int, number: Int = 0) -> AttemptID {
  AttemptID(job: job, task: TaskID(.map, index), number: number)
}

func worker(_ number: Int) -> WorkerID { WorkerID(cluster: ClusterID(1), number: number) }
