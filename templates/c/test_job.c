/* Tests of the job without the engine. */
#include <mapreduce_test.h>

int main(void) {
  const mr_job *job = mr_plugin_entry()->jobs[0];
  mr_test_attribute("server", "web-1");

  mr_test_map(job, "2026-03-01T13:05:22 GET / 200 17", "web-1 2026-03-01T13\t17\n");
  mr_test_map(job, "-- log rotated --\nnot a line\n", "");
  mr_test_reduce(job, "web-1 2026-03-01T13", "17\n31\n9",
                 "web-1 2026-03-01T13\trequests=3 min=9 mean=19 max=31\n");
  return mr_test_result();
}
