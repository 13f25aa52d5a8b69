/* mapreduce.hpp: jobs for mr in C++17.  Header-only, over mapreduce.h.
 *
 *   #include <mapreduce.hpp>
 *   #include <string_view>
 *
 *   struct LineLengths : mapreduce::Job<std::string_view, std::int64_t> {
 *     static constexpr auto name = "line-lengths";
 *     void map(const Record &line, Output &out) {
 *       out.emit(line.path(), line.value().size());
 *     }
 *     void reduce(Key path, Values &lengths, Results &out) {
 *       std::int64_t sum = 0;
 *       for (std::int64_t length : lengths) sum += length;
 *       out.emit(path, sum);
 *     }
 *   };
 *   MR_PLUGIN("line-lengths", "1.0", LineLengths)
 *
 * Keys, values and results are std::string_view (text), mapreduce::Bytes, std::int64_t or double.
 * A job is a struct with a member function map, and as many of these as it needs:
 *
 *   explicit J(const mapreduce::Task &)                 made once for each task attempt; or J()
 *   void map(const Record &, Output &)                  required
 *   void finish(Output &)                               after the last record of a task
 *   void combine(Key, Values &, Output &)
 *   void reduce(Key, Values &, Results &)
 *   std::uint32_t partition(Key, Value, std::uint32_t partitions)
 *   int compare(Key, Key)                               below, equal to or above 0
 *   static constexpr auto name = "...", description = "...", combiner = "sum",
 *                         partitioner = "range", format = "text";
 *   static constexpr mapreduce::Parameter parameters[] = {
 *       {"by", mapreduce::Kind::attribute, "the attribute to group by", "server"}};
 *   static constexpr const char *attributes[] = {"server"};
 *
 * A parameter that is not declared, and a layout without a declared attribute, are refused before
 * the job begins; `static constexpr mapreduce::NoParameters parameters{};` declares that there are
 * none.  A job without `parameters` is asked as it runs.
 *
 * An exception ends the attempt and its text is the error's: the job fails, unless it is
 * mapreduce::Retry.  What is handed in is borrowed for the call; what is emitted is copied.
 * An instance belongs to one thread.
 */
#ifndef MAPREDUCE_HPP
#define MAPREDUCE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <time.h>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "mapreduce.h"

/* Of what is below a plugin exports nothing, whatever flags it is compiled with: another plugin has
 * symbols of the same names.  The types that an author's may have as bases or members are not hidden
 * themselves, which the compiler would warn of, but their functions are. */
#define MR_HIDDEN __attribute__((visibility("hidden")))

namespace mapreduce {

/* Bytes that are not text. */
struct Bytes {
  std::string_view data;
};

/* This attempt failed, another may succeed. */
struct MR_HIDDEN Retry : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/* What a parameter's text is to be. */
enum class Kind : mr_parameter_kind {
  text = MR_TEXT,
  flag = MR_FLAG,
  integer = MR_INTEGER,
  number = MR_NUMBER,
  choice = MR_CHOICE,
  attribute = MR_ATTRIBUTE
};

/* A parameter that a job declares. */
struct Parameter {
  const char *name;
  Kind kind = Kind::text;
  const char *description = nullptr; /* one line */
  const char *fallback = nullptr;    /* what it is if not given, for people */
  bool is_required = false;
  const char *choices = nullptr; /* of Kind::choice: "first|last" */
};
using NoParameters = std::array<Parameter, 0>;

namespace MR_HIDDEN detail {

/* The host has answered with this status, which is to be returned. */
struct Stop {
  mr_status status;
};

inline std::string_view view(mr_bytes bytes) {
  return {static_cast<const char *>(bytes.data), bytes.size};
}
inline mr_bytes bytes(std::string_view text) { return {text.data(), text.size()}; }

/* Not by operator+ and std::to_string, which would be symbols of the plugin. */
inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (std::string_view part : parts) all.append(part.data(), part.size());
  return all;
}
struct decimal {
  char text[24];
  explicit decimal(std::uint64_t number) {
    std::snprintf(text, sizeof text, "%llu", static_cast<unsigned long long>(number));
  }
};

template <class> inline constexpr bool never = false;

template <class T> T number(mr_bytes bytes) {
  T number;
  if (bytes.size != sizeof number)
    throw std::length_error(joined({"a number has 8 bytes, and not ", decimal(bytes.size).text}));
  std::memcpy(&number, bytes.data, sizeof number);
  return number;
}

/* How a type is handed over: its mr_type, from and to bytes. */
template <class T> struct Field {
  static_assert(never<T>, "keys and values are std::string_view, mapreduce::Bytes, std::int64_t or "
                          "double");
};
template <> struct Field<std::string_view> {
  static constexpr mr_type type = MR_UTF8;
  static std::string_view decode(mr_bytes bytes) { return view(bytes); }
  static mr_bytes encode(const std::string_view &text) { return bytes(text); }
  template <class A> static constexpr bool accepts = std::is_convertible_v<A, std::string_view>;
};
template <> struct Field<Bytes> {
  static constexpr mr_type type = MR_BYTES;
  static Bytes decode(mr_bytes bytes) { return {view(bytes)}; }
  static mr_bytes encode(const Bytes &value) { return bytes(value.data); }
  template <class A> static constexpr bool accepts = std::is_convertible_v<A, Bytes>;
};
template <> struct Field<std::int64_t> {
  static constexpr mr_type type = MR_INT64;
  static std::int64_t decode(mr_bytes bytes) { return number<std::int64_t>(bytes); }
  static mr_bytes encode(const std::int64_t &number) { return {&number, sizeof number}; }
  template <class A> static constexpr bool accepts = std::is_integral_v<std::decay_t<A>>;
};
template <> struct Field<double> {
  static constexpr mr_type type = MR_FLOAT64;
  static double decode(mr_bytes bytes) { return number<double>(bytes); }
  static mr_bytes encode(const double &number) { return {&number, sizeof number}; }
  template <class A> static constexpr bool accepts = std::is_arithmetic_v<std::decay_t<A>>;
};

/* Says about once a second that it is time.  Looks at the clock rarely where things go quickly. */
class Pulse {
public:
  /* How many records to wait until the next look. */
  std::size_t stride() const { return stride_; }
  void start() { stride_ = 1; }
  bool is_due() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    std::int64_t now = std::int64_t(time.tv_sec) * 1000 + time.tv_nsec / 1000000;
    bool is_slow = now - looked_ >= 100;
    looked_ = now;
    stride_ = is_slow ? 1 : stride_ < limit ? stride_ * 2 : limit;
    if (now - due_ < 1000) return false;
    due_ = now;
    return true;
  }

private:
  static constexpr std::size_t limit = 64;
  std::int64_t looked_ = 0, due_ = 0; /* in milliseconds */
  std::size_t stride_ = 1;
};

/* Emitted records on their way to the host: their bytes are kept here until the flush, or for a
 * second. */
class Buffer {
public:
  void add(mr_task *task, mr_bytes key, mr_bytes value) {
    bool fits = count_ < limit_ && key.size + value.size <= sizeof storage_ - used_;
    if (__builtin_expect(fits, 1))
      keep(key, value);
    else
      add_slowly(task, key, value);
  }
  /* What comes now may be slow. */
  void start() {
    pulse_.start();
    limit_ = 0;
  }
  /* Calls `body(first, last)` for parts of a batch of records.  In between the host hears now and
   * then that the task lives. */
  template <class Body> void for_parts(mr_task *task, std::size_t count, Body body) {
    start();
    for (std::size_t first = 0, last; first < count; first = last) {
      last = std::min({count, first + pulse_.stride(), first + part});
      body(first, last);
      if (pulse_.is_due()) live(task);
    }
  }
  void flush(mr_task *task) {
    std::size_t count = count_;
    clear();
    if (count > 0) check(task->host->emit(task, records_, count));
  }
  void clear() {
    count_ = used_ = 0;
    limit_ = pulse_.stride();
  }
  static void check(mr_status status) {
    if (status != MR_OK) throw Stop{status};
  }

private:
  /* Hands over what is full, or has been here for a second. */
  __attribute__((noinline)) void add_slowly(mr_task *task, mr_bytes key, mr_bytes value) {
    std::size_t size = key.size + value.size;
    bool is_due = pulse_.is_due();
    if (is_due || count_ == capacity || size > sizeof storage_ - used_) flush(task);
    limit_ = std::min(capacity, count_ + pulse_.stride());
    if (size > sizeof storage_) return send(task, {key, value});
    keep(key, value);
  }
  void live(mr_task *task) {
    if (count_ > 0) return flush(task);
    if (task->host->cancelled(task) != 0) throw Stop{MR_CANCELLED};
    mr_progress(task);
  }
  static void send(mr_task *task, mr_record record) { check(task->host->emit(task, &record, 1)); }
  void keep(mr_bytes key, mr_bytes value) {
    char *copy = storage_ + used_;
    records_[count_++] = {{copy, key.size}, {copy + key.size, value.size}};
    used_ += key.size + value.size;
    if (key.size > 0) std::memcpy(copy, key.data, key.size);
    if (value.size > 0) std::memcpy(copy + key.size, value.data, value.size);
  }

  static constexpr std::size_t capacity = 256, part = 16;
  Pulse pulse_;
  /* The clock is looked at when there are `limit_` records. */
  std::size_t count_ = 0, used_ = 0, limit_ = 0;
  mr_record records_[capacity];
  char storage_[32768];
};

} // namespace detail

/* The task attempt: counters, log, parameters, progress. */
class Task {
public:
  MR_HIDDEN explicit Task(mr_task *task) : task_(task) {}
  MR_HIDDEN void count(std::string_view counter, std::int64_t amount = 1) const {
    host().count(task_, detail::bytes(counter), amount);
  }
  MR_HIDDEN void log(std::string_view text, mr_severity severity = MR_INFO) const {
    host().log(task_, severity, detail::bytes(text));
  }
  /* The value of --param name=value, or `otherwise`. */
  MR_HIDDEN std::string_view parameter(std::string_view name,
                                       std::string_view otherwise = {}) const {
    mr_bytes value{nullptr, 0};
    bool is_there = host().parameter(task_, detail::bytes(name), &value) == MR_OK;
    return is_there ? detail::view(value) : otherwise;
  }
  /* The task lives: said in between by a function that takes minutes for one record. */
  MR_HIDDEN void progress() const { mr_progress(task_); }
  /* Whether the task is to stop: return soon. */
  MR_HIDDEN bool cancelled() const { return host().cancelled(task_) != 0; }
  MR_HIDDEN std::uint32_t partitions() const { return task_->partitions; }

protected:
  MR_HIDDEN const mr_host &host() const { return *task_->host; }
  mr_task *task_;
};

/* Takes what a function has to say; also a Task. */
template <class K, class V> class MR_HIDDEN Output : public Task {
public:
  Output(mr_task *task, detail::Buffer &buffer) : Task(task), buffer_(buffer) {}

  template <class A, class B> void emit(const A &key, const B &value) {
    static_assert(detail::Field<K>::template accepts<A>,
                  "emit: the key is not of the type that the job declares");
    static_assert(detail::Field<V>::template accepts<B>,
                  "emit: the value is not of the type that the job declares");
    const K k = static_cast<K>(key);
    const V v = static_cast<V>(value);
    buffer_.add(task_, detail::Field<K>::encode(k), detail::Field<V>::encode(v));
  }

private:
  detail::Buffer &buffer_;
};

/* A record of the input and where it comes from. */
class MR_HIDDEN Record {
public:
  Record(const mr_record &record, const mr_source &source, std::uint64_t number)
      : record_(record), source_(source), number_(number) {}

  /* The line, page or file, as its format gives it. */
  std::string_view value() const { return detail::view(record_.value); }
  /* The key as the format gives it: key<std::int64_t>() is a line's byte offset. */
  template <class T = std::string_view> T key() const {
    return detail::Field<T>::decode(record_.key);
  }
  /* Of the line, page, ... within its file, from 1. */
  std::uint64_t number() const { return number_; }
  std::string_view path() const { return detail::view(source_.path); }
  std::string_view relative_path() const { return detail::view(source_.relative_path); }
  /* What {name} of the layout matched; std::out_of_range if the layout has none. */
  std::string_view attribute(std::string_view name) const {
    if (auto found = find(name)) return detail::view(*found);
    std::string has;
    for (std::size_t i = 0; i < source_.attribute_count; i++)
      has += detail::joined({i > 0 ? ", {" : "{", detail::view(source_.attributes[i].name), "}"});
    throw std::out_of_range(detail::joined({"the layout has no part {", name, "}; it has ",
                                            has.empty() ? std::string_view("none") : has}));
  }
  /* The same, or `otherwise`. */
  std::string_view attribute(std::string_view name, std::string_view otherwise) const {
    auto found = find(name);
    return found ? detail::view(*found) : otherwise;
  }

private:
  const mr_bytes *find(std::string_view name) const {
    for (std::size_t i = 0; i < source_.attribute_count; i++)
      if (detail::view(source_.attributes[i].name) == name) return &source_.attributes[i].value;
    return nullptr;
  }

  const mr_record &record_;
  const mr_source &source_;
  std::uint64_t number_;
};

/* The values of a key, for one pass: `for (auto value : values)`.  A text or bytes live until the
 * next one is asked for. */
template <class V> class MR_HIDDEN Values {
public:
  explicit Values(mr_values *values) : values_(values) {}

  class Iterator {
  public:
    explicit Iterator(Values *values) : values_(values) {}
    V operator*() const { return detail::Field<V>::decode(values_->batch_[values_->next_]); }
    Iterator &operator++() {
      values_->next_++;
      return *this;
    }
    bool operator!=(const Iterator &) const { return values_->has_more(); }

  private:
    Values *values_;
  };
  Iterator begin() { return Iterator(this); }
  Iterator end() { return Iterator(this); }

private:
  bool has_more() {
    if (next_ < count_) return true;
    next_ = count_ = 0;
    mr_status status = values_->next(values_, batch_, capacity, &count_);
    if (status != MR_OK && status != MR_END) throw detail::Stop{status};
    return status == MR_OK;
  }

  static constexpr std::size_t capacity = 64;
  mr_values *values_;
  std::size_t next_ = 0, count_ = 0;
  mr_bytes batch_[capacity];
};

/* What a job derives from: the types of its keys, of its values, and of its results. */
template <class K, class V, class R = V> struct Job {
  using Key = K;
  using Value = V;
  using Result = R;
  using Record = mapreduce::Record;
  using Output = mapreduce::Output<K, V>;
  using Results = mapreduce::Output<K, R>;
  using Values = mapreduce::Values<V>;
};

namespace MR_HIDDEN detail {

/* has_x<J>: whether J has a member called x, whatever it is: a function with the wrong parameters is
 * to be an error, and not to be passed over. */
#define MR_HAS_MEMBER(member)                                                                      \
  struct with_##member {                                                                           \
    int member;                                                                                    \
  };                                                                                               \
  template <class J> struct both_##member : J, with_##member {};                                   \
  template <class J, class = void> struct finds_##member : std::true_type {};                      \
  template <class J>                                                                               \
  struct finds_##member<J, std::void_t<decltype(&both_##member<J>::member)>> : std::false_type {}; \
  template <class J> inline constexpr bool has_##member = finds_##member<J>::value;
MR_HAS_MEMBER(name)
MR_HAS_MEMBER(description)
MR_HAS_MEMBER(combiner)
MR_HAS_MEMBER(partitioner)
MR_HAS_MEMBER(format)
MR_HAS_MEMBER(parameters)
MR_HAS_MEMBER(attributes)
MR_HAS_MEMBER(map)
MR_HAS_MEMBER(finish)
MR_HAS_MEMBER(combine)
MR_HAS_MEMBER(reduce)
MR_HAS_MEMBER(partition)
MR_HAS_MEMBER(compare)
#undef MR_HAS_MEMBER

inline mr_status fail(mr_task *task, mr_status status,
                      std::initializer_list<std::string_view> text) {
  std::string message = joined(text);
  task->host->set_error(task, bytes(message));
  return status;
}

inline std::string type_name(const std::exception &error) {
  int status = 0;
  const char *name = typeid(error).name();
  char *demangled = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::string text = joined({demangled != nullptr ? demangled : name});
  std::free(demangled);
  return text;
}

/* Runs what an author wrote.  `record` is the number of the record at hand, or 0. */
template <class Body>
mr_status guarded(mr_task *task, const std::uint64_t &record, Body body) noexcept {
  auto place = [&] {
    return record == 0 ? std::string() : joined({"record ", decimal(record).text, ": "});
  };
  try {
    body();
    return MR_OK;
  } catch (const Stop &stop) {
    return stop.status;
  } catch (const Retry &error) {
    return fail(task, MR_RETRY, {place(), error.what()});
  } catch (const std::exception &error) {
    return fail(task, MR_FATAL, {place(), type_name(error), ": ", error.what()});
  } catch (...) {
    return fail(task, MR_FATAL, {place(), "an exception that is no std::exception"});
  }
}

/* The callbacks of a job, and its table. */
template <class J> struct Callbacks {
  using K = typename J::Key;
  using V = typename J::Value;
  static_assert(has_name<J>, "a job has `static constexpr auto name = \"...\";`");
  static_assert(has_map<J>, "a job has `void map(const Record &, Output &)`");
  static_assert(!has_combine<J> || !has_combiner<J>, "a job has combine or combiner, not both");
  static_assert(has_reduce<J> || std::is_same_v<V, typename J::Result>,
                "a job whose results are not of the type of its values has "
                "`void reduce(Key, Values &, Results &)`");

  struct Instance {
    J job;
    Buffer buffer;
    explicit Instance(const Task &task) : job(make(task)) {}
    static J make(const Task &task) {
      if constexpr (std::is_constructible_v<J, const Task &>)
        return J(task);
      else
        return J();
    }
  };
  static Instance &at(void *instance) { return *static_cast<Instance *>(instance); }

  /* Runs a function that emits, and hands over what is left. */
  template <class R, class Body>
  static mr_status emitting(void *instance, mr_task *task, const std::uint64_t &record,
                            Body body) noexcept {
    return guarded(task, record, [&] {
      Buffer &buffer = at(instance).buffer;
      buffer.clear();
      Output<K, R> out(task, buffer);
      using Answer = decltype(body(at(instance).job, out));
      static_assert(std::is_void_v<Answer>,
                    "map, finish, combine and reduce return void: they call out.emit(key, value)");
      body(at(instance).job, out);
      buffer.flush(task);
    });
  }

  static mr_status create(mr_task *task, void **instance) {
    return guarded(task, 0, [&] { *instance = new Instance(Task(task)); });
  }
  static void destroy(void *instance) { delete static_cast<Instance *>(instance); }

  static mr_status map(void *instance, mr_task *task, const mr_source *source,
                       const mr_record *records, std::size_t count) {
    using Answer = decltype(std::declval<J &>().map(std::declval<const Record &>(),
                                                    std::declval<Output<K, V> &>()));
    static_assert(std::is_void_v<Answer>, "map returns void: it calls out.emit(key, value)");
    std::uint64_t number = source->first_record;
    return emitting<V>(instance, task, number, [&](J &job, Output<K, V> &out) {
      at(instance).buffer.for_parts(task, count, [&](std::size_t i, std::size_t last) {
        for (; i < last; i++, number++) job.map(Record(records[i], *source, number), out);
      });
    });
  }
  static mr_status finish(void *instance, mr_task *task) {
    return emitting<V>(instance, task, 0, [&](J &job, auto &out) {
      at(instance).buffer.start();
      return job.finish(out);
    });
  }
  static mr_status combine(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
    return emitting<V>(instance, task, 0, [&](J &job, auto &out) {
      Values<V> all(values);
      return job.combine(Field<K>::decode(key), all, out);
    });
  }
  static mr_status reduce(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
    return emitting<typename J::Result>(instance, task, 0, [&](J &job, auto &out) {
      Values<V> all(values);
      return job.reduce(Field<K>::decode(key), all, out);
    });
  }
  static mr_status partition(void *instance, mr_task *task, const mr_record *records,
                             std::size_t count, std::uint32_t *partitions) {
    return guarded(task, 0, [&] {
      for (std::size_t i = 0; i < count; i++)
        partitions[i] =
            at(instance).job.partition(Field<K>::decode(records[i].key),
                                       Field<V>::decode(records[i].value), task->partitions);
    });
  }
  static std::int32_t compare(void *instance, mr_bytes a, mr_bytes b) noexcept {
    return at(instance).job.compare(Field<K>::decode(a), Field<K>::decode(b));
  }

  static mr_job table() {
    mr_job job{};
    job.size = sizeof job;
    job.abi = MR_ABI_VERSION;
    job.key_type = Field<K>::type;
    job.value_type = Field<V>::type;
    job.result_type = Field<typename J::Result>::type;
    job.name = J::name;
    if constexpr (has_description<J>) job.description = J::description;
    if constexpr (has_combiner<J>) job.combiner = J::combiner;
    if constexpr (has_partitioner<J>) job.partitioner = J::partitioner;
    if constexpr (has_format<J>) job.format = J::format;
    job.create = create;
    job.destroy = destroy;
    job.map = map;
    if constexpr (has_finish<J>) job.map_finish = finish;
    if constexpr (has_combine<J>) job.combine = combine;
    if constexpr (has_reduce<J>) job.reduce = reduce;
    if constexpr (has_partition<J>) job.partition = partition;
    if constexpr (has_compare<J>) job.compare = compare;
    return job;
  }
};

/* The parameters of a job, in the host's terms. */
template <class J> class Parameters {
public:
  Parameters() {
    for (std::size_t i = 0; i < count; i++) pointers_[i] = &specs_[i];
  }
  Parameters(const Parameters &) = delete;
  void declare(mr_job &job) const {
    job.parameters = pointers_;
    job.parameter_count = count;
  }

private:
  static constexpr std::size_t count = std::size(J::parameters);
  static constexpr mr_parameter_spec spec(const Parameter &parameter) {
    return {sizeof(mr_parameter_spec),   parameter.name,
            mr_parameter_kind(parameter.kind), parameter.is_required ? 1u : 0u,
            parameter.fallback,          parameter.description,
            parameter.choices};
  }
  /* By constant expressions: the author's array itself would be a symbol that plugins share. */
  template <std::size_t... I>
  static constexpr std::array<mr_parameter_spec, count> all(std::index_sequence<I...>) {
    return {spec(J::parameters[I])...};
  }
  std::array<mr_parameter_spec, count> specs_ = make();
  static std::array<mr_parameter_spec, count> make() {
    constexpr auto made = all(std::make_index_sequence<count>());
    return made;
  }
  const mr_parameter_spec *pointers_[count + 1] = {};
};

/* The attributes of a job. */
template <class J> class Attributes {
public:
  void declare(mr_job &job) const {
    job.attributes = names_.data();
    job.attribute_count = count;
  }

private:
  static constexpr std::size_t count = std::size(J::attributes);
  template <std::size_t... I>
  static constexpr std::array<const char *, count> all(std::index_sequence<I...>) {
    return {J::attributes[I]...};
  }
  static std::array<const char *, count> make() {
    constexpr auto made = all(std::make_index_sequence<count>());
    return made;
  }
  std::array<const char *, count> names_ = make();
};

/* What a job does not declare. */
struct Undeclared {
  void declare(mr_job &) const {}
};

template <class J, bool> struct ParametersOf {
  using type = Undeclared;
};
template <class J> struct ParametersOf<J, true> {
  using type = Parameters<J>;
};
template <class J, bool> struct AttributesOf {
  using type = Undeclared;
};
template <class J> struct AttributesOf<J, true> {
  using type = Attributes<J>;
};

/* The table of a job, and what it points to. */
template <class J> class JobTable {
public:
  JobTable() {
    parameters_.declare(job_);
    attributes_.declare(job_);
  }
  JobTable(const JobTable &) = delete;
  const mr_job *job() const { return &job_; }

private:
  mr_job job_ = Callbacks<J>::table();
  typename ParametersOf<J, has_parameters<J>>::type parameters_;
  typename AttributesOf<J, has_attributes<J>>::type attributes_;
};

/* The table of a plugin, and what it points to. */
template <class... Jobs> class PluginTable {
public:
  PluginTable(const char *name, const char *version) {
    plugin_.size = sizeof plugin_;
    plugin_.abi = MR_ABI_VERSION;
    plugin_.job_count = sizeof...(Jobs);
    plugin_.name = name;
    plugin_.version = version;
    plugin_.jobs = pointers_;
  }
  PluginTable(const PluginTable &) = delete;
  const mr_plugin *plugin() const { return &plugin_; }

private:
  std::tuple<JobTable<Jobs>...> jobs_;
  const mr_job *pointers_[sizeof...(Jobs)] = {std::get<JobTable<Jobs>>(jobs_).job()...};
  mr_plugin plugin_{};
};

} // namespace detail
} // namespace mapreduce

/* Exports the plugin: its name and version, then its jobs; the first is the default.  The table
 * belongs to this function, and not to a template: two plugins of one process would share that. */
#define MR_PLUGIN(name, version, ...)                                                              \
  extern "C" MR_EXPORT const mr_plugin *mr_plugin_entry(void) {                                    \
    static const ::mapreduce::detail::PluginTable<__VA_ARGS__> table(name, version);               \
    return table.plugin();                                                                         \
  }

#endif /* MAPREDUCE_HPP */
