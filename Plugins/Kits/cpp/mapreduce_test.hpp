/* mapreduce_test.hpp: a host in memory, to test a job without the engine.
 *
 *   using namespace mapreduce::test;
 *   assert(map<LineLengths>({"to be", "or not"}) == Emitted<LineLengths>{ {"test.txt", 5}, ... });
 *   assert(reduce<LineLengths>("a.txt", {5, 6}) == Results<LineLengths>{ {"a.txt", 11} });
 *
 * What the job throws, or reports, is thrown as std::runtime_error.
 */
#ifndef MAPREDUCE_TEST_HPP
#define MAPREDUCE_TEST_HPP

#include <map>
#include <vector>

#include "mapreduce.hpp"

namespace mapreduce::test {

/* What a map or reduce finds besides its records. */
struct Setting {
  std::map<std::string, std::string> attributes = {}, parameters = {};
  std::string path = "test.txt";
};

namespace detail {
template <class T> struct Owner {
  using type = T;
};
template <> struct Owner<std::string_view> {
  using type = std::string;
};
template <> struct Owner<Bytes> {
  using type = std::string;
};
inline mr_bytes bytes(const std::string &text) { return {text.data(), text.size()}; }
inline mr_bytes bytes(const std::int64_t &number) { return {&number, sizeof number}; }
inline mr_bytes bytes(const double &number) { return {&number, sizeof number}; }
} // namespace detail

/* A key or value that keeps its bytes: std::string for texts and bytes. */
template <class T> using Owned = typename detail::Owner<T>::type;
template <class K, class V> using Records = std::vector<std::pair<Owned<K>, Owned<V>>>;
template <class J> using Emitted = Records<typename J::Key, typename J::Value>;
template <class J> using Results = Records<typename J::Key, typename J::Result>;

namespace detail {

/* One attempt of a job, from create to destroy, that collects what is emitted. */
template <class J, class R> class MR_HIDDEN Attempt {
  mapreduce::detail::JobTable<J> table_;

public:
  Records<typename J::Key, R> emitted;
  const mr_job &job = *table_.job();
  mr_task task{};
  void *instance = nullptr;

  explicit Attempt(const Setting &setting) : parameters_(setting.parameters) {
    host_.size = sizeof host_;
    host_.abi = MR_ABI_VERSION;
    host_.emit = [](mr_task *task, const mr_record *records, std::size_t count) {
      for (std::size_t i = 0; i < count; i++) self(task).add(records[i]);
      return MR_OK;
    };
    host_.count = [](mr_task *, mr_bytes, std::int64_t) {};
    host_.log = [](mr_task *, mr_severity, mr_bytes) {};
    host_.parameter = [](mr_task *task, mr_bytes name, mr_bytes *value) {
      auto &all = self(task).parameters_;
      auto found = all.find(std::string(mapreduce::detail::view(name)));
      if (found == all.end()) return MR_END;
      *value = bytes(found->second);
      return MR_OK;
    };
    host_.cancelled = [](mr_task *) { return std::int32_t(0); };
    host_.set_error = [](mr_task *task, mr_bytes text) {
      self(task).error_ = mapreduce::detail::view(text);
    };
    host_.extension = [](mr_task *, const char *) -> const void * { return nullptr; };
    host_.progress = [](mr_task *) {};
    task.size = sizeof task;
    task.abi = MR_ABI_VERSION;
    task.partitions = 1;
    task.host = &host_;
    task.host_data = this;
    check(job.create(&task, &instance));
  }
  Attempt(const Attempt &) = delete;
  ~Attempt() { job.destroy(instance); }

  void check(mr_status status) const {
    if (status != MR_OK) throw std::runtime_error(error_);
  }

private:
  static Attempt &self(mr_task *task) { return *static_cast<Attempt *>(task->host_data); }
  void add(const mr_record &record) {
    using mapreduce::detail::Field;
    emitted.emplace_back(own(Field<typename J::Key>::decode(record.key)),
                         own(Field<R>::decode(record.value)));
  }
  static std::string own(std::string_view text) { return std::string(text); }
  static std::string own(Bytes bytes) { return std::string(bytes.data); }
  template <class N> static N own(N number) { return number; }

  std::map<std::string, std::string> parameters_;
  std::string error_;
  mr_host host_{};
};

/* The values of a key, one at a time. */
template <class T> struct ValueList {
  mr_values values{}; /* first, so that next finds the others */
  const std::vector<T> &list;
  std::size_t index = 0;

  explicit ValueList(const std::vector<T> &list) : list(list) {
    values.size = sizeof values;
    values.next = [](mr_values *values, mr_bytes *out, std::size_t, std::size_t *count) {
      auto &self = *reinterpret_cast<ValueList *>(values);
      *count = self.index < self.list.size() ? 1 : 0;
      if (*count == 0) return MR_END;
      *out = bytes(self.list[self.index++]);
      return MR_OK;
    };
  }
};

} // namespace detail

/* What the job emits for these lines, finish included. */
template <class J>
Emitted<J> map(const std::vector<std::string> &lines, const Setting &setting = {}) {
  detail::Attempt<J, typename J::Value> attempt(setting);
  std::vector<mr_attribute> attributes;
  for (const auto &[name, value] : setting.attributes)
    attributes.push_back({detail::bytes(name), detail::bytes(value)});
  mr_source source{};
  source.size = sizeof source;
  source.path = source.relative_path = detail::bytes(setting.path);
  source.attributes = attributes.data();
  source.attribute_count = attributes.size();
  std::int64_t offset = 0;
  for (const std::string &line : lines) {
    mr_record record = {detail::bytes(offset), detail::bytes(line)};
    source.first_record++;
    attempt.check(attempt.job.map(attempt.instance, &attempt.task, &source, &record, 1));
    offset += static_cast<std::int64_t>(line.size()) + 1;
  }
  if (attempt.job.map_finish)
    attempt.check(attempt.job.map_finish(attempt.instance, &attempt.task));
  return attempt.emitted;
}

/* What the job's reduce emits for these values of a key. */
template <class J>
Results<J> reduce(const Owned<typename J::Key> &key,
                  const std::vector<Owned<typename J::Value>> &values,
                  const Setting &setting = {}) {
  detail::Attempt<J, typename J::Result> attempt(setting);
  detail::ValueList<Owned<typename J::Value>> list(values);
  attempt.check(
      attempt.job.reduce(attempt.instance, &attempt.task, detail::bytes(key), &list.values));
  return attempt.emitted;
}

} // namespace mapreduce::test

#endif /* MAPREDUCE_TEST_HPP */
