// Tests of the job without the engine.
#include <mapreduce_test.hpp>

#undef NDEBUG
#include <cassert>

#include "job.hpp"

using namespace mapreduce::test;

int main() {
  Setting setting;
  setting.attributes = { {"server", "web-1"} };

  assert(map<{{type}}>({"2026-03-01T13:05:22 GET / 200 17"}, setting) ==
         (Emitted<{{type}}>{ {"web-1 2026-03-01T13", 17} }));
  assert(map<{{type}}>({"-- log rotated --", "not a line"}, setting).empty());
  assert(reduce<{{type}}>("web-1 2026-03-01T13", {17, 31, 9}) ==
         (Results<{{type}}>{ {"web-1 2026-03-01T13", "requests=3 min=9 mean=19 max=31"} }));
}
