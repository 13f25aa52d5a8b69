/* Takes 0.3 seconds for a record, and emits for each, or for none; or as long for each of nine that
 * it emits for one record. */
#include <mapreduce.hpp>
#include <thread>

struct Slow : mapreduce::Job<std::string_view, std::int64_t> {
  static constexpr auto name = "slow";

  void map(const Record &line, Output &out) {
    for (int i = 0; i < (line.value() == "nine" ? 9 : 1); i++) {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      if (line.value() != "silent") out.emit(line.value(), 1);
    }
  }
};

MR_PLUGIN("slow", "1.0", Slow)
