//! Jobs for mr in Rust: one file, over the C ABI of mapreduce.h, without dependencies.
//!
//! ```ignore
//! mod mapreduce;
//! use mapreduce::{Error, Job, Output, Record, Reduce, Values};
//!
//! #[derive(Default)]
//! struct LineLengths;
//!
//! impl Job for LineLengths {
//!     const NAME: &'static str = "line-lengths";
//!     type Key = str;
//!     type Value = i64;
//!     fn map(&mut self, line: &Record, out: &mut Output<str, i64>) -> Result<(), Error> {
//!         out.emit(line.path(), line.value().len() as i64)
//!     }
//! }
//!
//! impl Reduce for LineLengths {
//!     type Result = i64;
//!     fn reduce(&mut self, path: &str, lengths: &mut Values<i64>, out: &mut Output<str, i64>) -> Result<(), Error> {
//!         let mut sum = 0;
//!         while let Some(length) = lengths.next()? {
//!             sum += length;
//!         }
//!         out.emit(path, sum)
//!     }
//! }
//!
//! mapreduce::plugin!("line-lengths", "1.0", LineLengths);
//! ```
//!
//! Keys, values and results are `str`, `[u8]`, `i64` or `f64`. A job implements `Job`, and as many of
//! `Reduce`, `Combine` and `Partition` as it needs: the macro finds out which. What is handed in is
//! borrowed for the call; what is emitted is copied. An error or a panic ends the attempt with its
//! text: the job fails, unless it is `Error::retry`. A job is made for each attempt, and belongs to
//! one thread.
//!
//! A job declares in `PARAMETERS`, `ATTRIBUTES` and `FORMAT` what it reads: a parameter that is none
//! of these, and a layout without one of the attributes, are refused before the job begins. A job
//! without `PARAMETERS` is asked as it runs.

#![allow(dead_code)]

use std::any::Any;
use std::borrow::Borrow;
use std::cell::Cell;
use std::ffi::CString;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Why a function failed. Made by `?` from any error, or from a text.
#[derive(Debug)]
pub struct Error {
    status: i32,
    text: String,
}

impl Error {
    /// The job fails.
    pub fn new(text: impl Display) -> Error {
        Error { status: abi::FATAL, text: text.to_string() }
    }

    /// This attempt failed, another may succeed.
    pub fn retry(text: impl Display) -> Error {
        Error { status: abi::RETRY, text: text.to_string() }
    }

    /// The host's own answer, which goes back to it; it knows why.
    fn stopped(status: i32) -> Error {
        Error { status, text: String::new() }
    }
}

impl Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl<E: std::error::Error> From<E> for Error {
    fn from(error: E) -> Error {
        Error::new(error)
    }
}

/// What to map.
pub trait Job: Default + 'static {
    const NAME: &'static str;
    const DESCRIPTION: &'static str = "";
    /// A combiner of the host: "sum", "min", "max" or "count".
    const COMBINER: Option<&'static str> = None;
    /// How the host partitions: "hash", or "range" for parts that are in order one after the other.
    const PARTITIONER: Option<&'static str> = None;
    /// The parameters that it reads, `Some(&[])` if none; `None`: not declared.
    const PARAMETERS: Option<&'static [Parameter]> = None;
    /// The `{name}` parts of the layout that map reads.
    const ATTRIBUTES: &'static [&'static str] = &[];
    /// The input format that it reads where the command names none: "text", "whole", a plugin's.
    const FORMAT: Option<&'static str> = None;
    type Key: Field + ?Sized;
    type Value: Field + ?Sized;

    /// Once, before the first record.
    fn start(&mut self, _task: &Task) -> Result<(), Error> {
        Ok(())
    }

    fn map(
        &mut self,
        record: &Record,
        out: &mut Output<Self::Key, Self::Value>,
    ) -> Result<(), Error>;

    /// Once, after the last record of a map task.
    fn finish(&mut self, _out: &mut Output<Self::Key, Self::Value>) -> Result<(), Error> {
        Ok(())
    }
}

/// Called once for each key, in ascending order.
pub trait Reduce: Job {
    type Result: Field + ?Sized;
    fn reduce(
        &mut self,
        key: <Self::Key as Decode<'_>>::Borrowed,
        values: &mut Values<Self::Value>,
        out: &mut Output<Self::Key, Self::Result>,
    ) -> Result<(), Error>;
}

/// Called for each key on the way, any number of times: emits under the same key.
pub trait Combine: Job {
    fn combine(
        &mut self,
        key: <Self::Key as Decode<'_>>::Borrowed,
        values: &mut Values<Self::Value>,
        out: &mut Output<Self::Key, Self::Value>,
    ) -> Result<(), Error>;
}

/// Says which partition, below `partitions`, a record goes to.
pub trait Partition: Job {
    fn partition(&mut self, key: <Self::Key as Decode<'_>>::Borrowed, partitions: u32) -> u32;
}

/// What a parameter's text is to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Text,
    /// true, yes, 1, false, no, 0.
    Flag,
    Integer,
    Number,
    /// One of these.
    Choice(&'static [&'static str]),
    /// The name of a `{name}` part of the layout.
    Attribute,
}

/// A parameter that a job declares: `Parameter::new("by", Kind::Attribute, "what to group by")`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    name: &'static str,
    kind: Kind,
    description: &'static str,
    fallback: Option<&'static str>,
    is_required: bool,
}

impl Parameter {
    pub const fn new(name: &'static str, kind: Kind, description: &'static str) -> Parameter {
        Parameter { name, kind, description, fallback: None, is_required: false }
    }

    /// What it is if it is not given.
    pub const fn or(self, fallback: &'static str) -> Parameter {
        Parameter { fallback: Some(fallback), ..self }
    }

    /// A job without it is refused.
    pub const fn required(self) -> Parameter {
        Parameter { is_required: true, ..self }
    }

    fn spec(&self) -> abi::ParameterSpec {
        let (kind, choices) = match self.kind {
            Kind::Text => (0, None),
            Kind::Flag => (1, None),
            Kind::Integer => (2, None),
            Kind::Number => (3, None),
            Kind::Choice(choices) => (4, Some(choices.join("|"))),
            Kind::Attribute => (5, None),
        };
        abi::ParameterSpec {
            size: std::mem::size_of::<abi::ParameterSpec>(),
            name: c_string(self.name),
            kind,
            required: self.is_required as u32,
            fallback: self.fallback.map_or(std::ptr::null(), c_string),
            description: c_string(self.description),
            choices: choices.map_or(std::ptr::null(), |choices| c_string(&choices)),
        }
    }
}

/// A type of keys and values: `str`, `[u8]`, `i64` or `f64`.
pub trait Field: for<'a> Decode<'a> + 'static {
    const TYPE: u32;
    /// Hands over the bytes that stand for it.
    fn with_bytes<T>(&self, body: impl FnOnce(&[u8]) -> T) -> T;
}

/// What a key or value is when it is handed to a function.
pub trait Decode<'a> {
    type Borrowed;
    fn decode(bytes: &'a [u8]) -> Result<Self::Borrowed, Error>;
}

macro_rules! number {
    ($type:ty, $tag:expr) => {
        impl Field for $type {
            const TYPE: u32 = $tag;
            fn with_bytes<T>(&self, body: impl FnOnce(&[u8]) -> T) -> T {
                body(&self.to_ne_bytes())
            }
        }
        impl<'a> Decode<'a> for $type {
            type Borrowed = $type;
            fn decode(bytes: &'a [u8]) -> Result<$type, Error> {
                match bytes.try_into() {
                    Ok(bytes) => Ok(<$type>::from_ne_bytes(bytes)),
                    Err(_) => {
                        Err(Error::new(format!("a number has 8 bytes, and not {}", bytes.len())))
                    }
                }
            }
        }
    };
}
number!(i64, abi::INT64);
number!(f64, abi::FLOAT64);

impl Field for str {
    const TYPE: u32 = abi::UTF8;
    fn with_bytes<T>(&self, body: impl FnOnce(&[u8]) -> T) -> T {
        body(self.as_bytes())
    }
}
impl<'a> Decode<'a> for str {
    type Borrowed = &'a str;
    fn decode(bytes: &'a [u8]) -> Result<&'a str, Error> {
        Ok(std::str::from_utf8(bytes)?)
    }
}

impl Field for [u8] {
    const TYPE: u32 = abi::BYTES;
    fn with_bytes<T>(&self, body: impl FnOnce(&[u8]) -> T) -> T {
        body(self)
    }
}
impl<'a> Decode<'a> for [u8] {
    type Borrowed = &'a [u8];
    fn decode(bytes: &'a [u8]) -> Result<&'a [u8], Error> {
        Ok(bytes)
    }
}

/// The task attempt: counters, log, parameters, progress.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    task: *mut abi::Task,
    parameters: Option<&'static [Parameter]>,
    lifetime: PhantomData<&'a ()>,
}

impl<'a> Task<'a> {
    fn host(&self) -> &'a abi::Host {
        // Safety: the host's table lives as long as the process.
        unsafe { &*(*self.task).host }
    }

    /// Adds to the job's counter of that name.
    pub fn count(&self, counter: &str, amount: i64) {
        unsafe { (self.host().count)(self.task, counter.as_bytes().into(), amount) }
    }

    /// Writes a line to the job's user log.
    pub fn log(&self, text: &str) {
        unsafe { (self.host().log)(self.task, abi::INFO, text.as_bytes().into()) }
    }

    /// The value of `--param name=value`, or else what the job declares for it; bytes that are no
    /// UTF-8 are replaced. Panics if the job declares parameters, and none of that name.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let declared = self.parameters.map(|all| {
            all.iter().find(|each| each.name == name).unwrap_or_else(|| {
                panic!("the job reads the parameter {name}, which it does not declare")
            })
        });
        let mut value = abi::Bytes::from(&[][..]);
        let status =
            unsafe { (self.host().parameter)(self.task, name.as_bytes().into(), &mut value) };
        if status == abi::OK {
            return Some(String::from_utf8_lossy(unsafe { value.slice() }).into_owned());
        }
        declared.and_then(|parameter| parameter.fallback).map(str::to_owned)
    }

    /// The task lives: said in between by a function that takes minutes for one record.
    pub fn progress(&self) {
        // A host of version 1.1 has no such function.
        if self.host().size >= std::mem::size_of::<abi::Host>() {
            unsafe { (self.host().progress)(self.task) }
        }
    }

    /// Whether the task is to stop: return soon, with the error that `emit` gives.
    pub fn cancelled(&self) -> bool {
        unsafe { (self.host().cancelled)(self.task) != 0 }
    }
}

/// Takes what a function has to say.
pub struct Output<'a, K: Field + ?Sized, V: Field + ?Sized> {
    task: Task<'a>,
    buffer: &'a mut Buffer,
    key: PhantomData<fn(&K)>,
    value: PhantomData<fn(&V)>,
}

impl<'a, K: Field + ?Sized, V: Field + ?Sized> Output<'a, K, V> {
    /// Hands out a record. An error is to be returned at once: `?`.
    pub fn emit(&mut self, key: impl Borrow<K>, value: impl Borrow<V>) -> Result<(), Error> {
        let (task, buffer) = (self.task, &mut *self.buffer);
        key.borrow()
            .with_bytes(|key| value.borrow().with_bytes(|value| buffer.add(task, key, value)))
    }

    pub fn task(&self) -> Task<'a> {
        self.task
    }
}

/// Says about once a second that it is time. Looks at the clock rarely where things go quickly.
struct Pulse {
    /// How many records to wait until the next look.
    stride: usize,
    /// In milliseconds.
    looked: i64,
    due: i64,
}

impl Pulse {
    const LIMIT: usize = 32;

    #[inline(never)]
    fn is_due(&mut self) -> bool {
        let mut time = abi::Timespec { seconds: 0, nanoseconds: 0 };
        unsafe { abi::clock_gettime(abi::CLOCK_MONOTONIC_COARSE, &mut time) };
        let now = time.seconds * 1000 + time.nanoseconds / 1_000_000;
        let is_slow = now - self.looked >= 100;
        self.looked = now;
        self.stride = if is_slow { 1 } else { Self::LIMIT.min(self.stride * 2) };
        let is_due = now - self.due >= 1000;
        if is_due {
            self.due = now;
        }
        is_due
    }
}

/// Emitted records on their way to the host: until there are many, or for a second.
struct Buffer {
    bytes: Vec<u8>,
    /// Sizes of key and value, one record after the other.
    sizes: Vec<(usize, usize)>,
    records: Vec<abi::Record>,
    pulse: Pulse,
    /// The clock is looked at when there are so many records.
    limit: usize,
}

impl Buffer {
    const RECORDS: usize = 256;
    const BYTES: usize = 32 * 1024;

    fn new() -> Buffer {
        Buffer {
            bytes: Vec::new(),
            sizes: Vec::new(),
            records: Vec::new(),
            pulse: Pulse { stride: 1, looked: 0, due: 0 },
            limit: 1,
        }
    }

    fn add(&mut self, task: Task, key: &[u8], value: &[u8]) -> Result<(), Error> {
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(value);
        self.sizes.push((key.len(), value.len()));
        if self.sizes.len() >= self.limit || self.bytes.len() >= Self::BYTES {
            self.flush_in_time(task)?;
        }
        Ok(())
    }

    /// Hands over what is full, or has been here for a second.
    #[inline(never)]
    fn flush_in_time(&mut self, task: Task) -> Result<(), Error> {
        let is_full = self.sizes.len() >= Self::RECORDS || self.bytes.len() >= Self::BYTES;
        if self.pulse.is_due() || is_full {
            self.flush(task)?;
        }
        self.limit = Self::RECORDS.min(self.sizes.len() + self.pulse.stride);
        Ok(())
    }

    /// Between two records of a batch: the host hears now and then that the task lives.
    fn live(&mut self, task: Task) -> Result<(), Error> {
        if !self.pulse.is_due() {
            return Ok(());
        }
        if !self.sizes.is_empty() {
            return self.flush(task);
        }
        if task.cancelled() {
            return Err(Error::stopped(abi::CANCELLED));
        }
        task.progress();
        Ok(())
    }

    fn flush(&mut self, task: Task) -> Result<(), Error> {
        if self.sizes.is_empty() {
            return Ok(());
        }
        let mut rest = &self.bytes[..];
        self.records.clear();
        for &(key_size, value_size) in &self.sizes {
            let (key, after_key) = rest.split_at(key_size);
            let (value, after_value) = after_key.split_at(value_size);
            self.records.push(abi::Record { key: key.into(), value: value.into() });
            rest = after_value;
        }
        let status =
            unsafe { (task.host().emit)(task.task, self.records.as_ptr(), self.records.len()) };
        self.clear();
        if status == abi::OK {
            Ok(())
        } else {
            Err(Error::stopped(status))
        }
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.sizes.clear();
        self.limit = self.pulse.stride;
    }

    /// What comes now may be slow.
    fn start(&mut self) {
        self.pulse.stride = 1;
        self.limit = 1;
    }
}

/// A record of the input and where it comes from.
pub struct Record<'a> {
    record: &'a abi::Record,
    source: &'a abi::Source,
    number: u64,
}

impl<'a> Record<'a> {
    /// The line, page or file, as its format gives it.
    pub fn value(&self) -> &'a [u8] {
        unsafe { self.record.value.slice() }
    }

    /// The value as text; an error if it is no UTF-8.
    pub fn text(&self) -> Result<&'a str, Error> {
        str::decode(self.value())
    }

    /// The key as the format gives it: `key::<i64>()` is a line's byte offset.
    pub fn key<K: Field + ?Sized>(&self) -> Result<<K as Decode<'a>>::Borrowed, Error> {
        K::decode(unsafe { self.record.key.slice() })
    }

    /// Of the line, page, ... within its file, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The path of the file; empty if it is no UTF-8.
    pub fn path(&self) -> &'a str {
        std::str::from_utf8(unsafe { self.source.path.slice() }).unwrap_or("")
    }

    /// The path below the fixed part of the layout; empty if it is no UTF-8.
    pub fn relative_path(&self) -> &'a str {
        std::str::from_utf8(unsafe { self.source.relative_path.slice() }).unwrap_or("")
    }

    /// What `{name}` of the layout matched; an error that names what there is if it has none, or
    /// if the value is no UTF-8.
    pub fn attribute(&self, name: &str) -> Result<&'a str, Error> {
        let found =
            self.attributes().iter().find(|each| unsafe { each.key.slice() } == name.as_bytes());
        match found {
            Some(attribute) => str::decode(unsafe { attribute.value.slice() }),
            None => Err(Error::new(format!(
                "the layout has no part {{{name}}}; it has {}",
                self.attribute_names()
            ))),
        }
    }

    /// The same of a part that not every layout has.
    pub fn optional_attribute(&self, name: &str) -> Result<Option<&'a str>, Error> {
        let is_there =
            self.attributes().iter().any(|each| unsafe { each.key.slice() } == name.as_bytes());
        if is_there {
            self.attribute(name).map(Some)
        } else {
            Ok(None)
        }
    }

    fn attributes(&self) -> &'a [abi::Record] {
        unsafe { abi::slice(self.source.attributes, self.source.attribute_count) }
    }

    fn attribute_names(&self) -> String {
        let names: Vec<String> = self
            .attributes()
            .iter()
            .map(|each| format!("{{{}}}", String::from_utf8_lossy(unsafe { each.key.slice() })))
            .collect();
        if names.is_empty() {
            "none".to_string()
        } else {
            names.join(", ")
        }
    }
}

/// The values of a key, for one pass: `while let Some(value) = values.next()? { ... }`.
pub struct Values<'a, V: Field + ?Sized> {
    values: &'a mut abi::Values,
    batch: [abi::Bytes; 64],
    next: usize,
    count: usize,
    types: PhantomData<fn(&V)>,
}

impl<'a, V: Field + ?Sized> Values<'a, V> {
    fn new(values: &'a mut abi::Values) -> Self {
        let batch = [abi::Bytes::from(&[][..]); 64];
        Values { values, batch, next: 0, count: 0, types: PhantomData }
    }

    /// The next value; a `str` or `[u8]` lives until the next call.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<<V as Decode<'_>>::Borrowed>, Error> {
        if self.next == self.count {
            (self.next, self.count) = (0, 0);
            let (batch, capacity) = (self.batch.as_mut_ptr(), self.batch.len());
            let status =
                unsafe { (self.values.next)(self.values, batch, capacity, &mut self.count) };
            match status {
                abi::OK => {}
                abi::END => return Ok(None),
                _ => return Err(Error::stopped(status)),
            }
        }
        self.next += 1;
        V::decode(unsafe { self.batch[self.next - 1].slice() }).map(Some)
    }
}

/// Exports the plugin: its name and version, then its jobs; the first is the default.
macro_rules! plugin {
    ($name:expr, $version:expr, $($job:ty),+ $(,)?) => {
        #[no_mangle]
        pub extern "C" fn mr_plugin_entry() -> *const $crate::mapreduce::abi::Plugin {
            static TABLE: $crate::mapreduce::PluginTable = $crate::mapreduce::PluginTable::new();
            TABLE.get($name, $version, || vec![$({
                #[allow(unused_imports)]
                use $crate::mapreduce::{NoCombine, NoPartition, NoReduce};
                let mut table = $crate::mapreduce::job_table::<$job>();
                let steps = $crate::mapreduce::Steps::<$job>::new();
                steps.add_reduce(&mut table);
                steps.add_combine(&mut table);
                steps.add_partition(&mut table);
                table
            }),+])
        }
    };
}
pub(crate) use plugin;

/// Finds out which traits a job implements: a method of the type itself goes before the one of a
/// trait, and it is only there for a job that has the step.
pub struct Steps<J>(PhantomData<J>);

impl<J> Steps<J> {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Steps(PhantomData)
    }
}

macro_rules! step {
    ($trait:ident, $otherwise:ident, $method:ident, $table:ident, $($assignment:tt)*) => {
        impl<J: $trait> Steps<J> {
            pub fn $method(&self, $table: &mut abi::Job) {
                $($assignment)*
            }
        }
        pub trait $otherwise {
            fn $method(&self, _table: &mut abi::Job) {}
        }
        impl<J> $otherwise for Steps<J> {}
    };
}
step!(Reduce, NoReduce, add_reduce, table, {
    table.result_type = J::Result::TYPE;
    table.reduce = Some(callbacks::reduce::<J>);
});
step!(Combine, NoCombine, add_combine, table, table.combine = Some(callbacks::combine::<J>););
step!(Partition, NoPartition, add_partition, table, table.partition = Some(callbacks::partition::<J>););

/// The plugin's table, made when the host asks for it; it lives as long as the process.
pub struct PluginTable(std::sync::Mutex<Option<&'static abi::Plugin>>);

impl PluginTable {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        PluginTable(std::sync::Mutex::new(None))
    }

    pub fn get(
        &self,
        name: &str,
        version: &str,
        jobs: fn() -> Vec<abi::Job>,
    ) -> *const abi::Plugin {
        let mut table = match self.0.lock() {
            Ok(table) => table,
            Err(_) => return std::ptr::null(),
        };
        *table.get_or_insert_with(|| {
            let jobs: Vec<&'static abi::Job> =
                jobs().into_iter().map(|job| &*Box::leak(Box::new(job))).collect();
            Box::leak(Box::new(abi::Plugin {
                size: std::mem::size_of::<abi::Plugin>(),
                abi: abi::VERSION,
                job_count: jobs.len() as u32,
                format_count: 0,
                reserved: 0,
                name: c_string(name),
                version: c_string(version),
                jobs: Box::leak(jobs.into_boxed_slice()).as_ptr(),
                formats: std::ptr::null(),
            }))
        })
    }
}

/// An array of pointers that lives as long as the process.
fn lasting<T>(items: Vec<*const T>) -> *const *const T {
    Box::leak(items.into_boxed_slice()).as_ptr()
}

fn c_string(text: &str) -> *const c_char {
    let bytes: Vec<u8> = text.bytes().filter(|byte| *byte != 0).collect();
    CString::new(bytes).unwrap_or_default().into_raw()
}

/// The table of a job without the optional steps.
pub fn job_table<J: Job>() -> abi::Job {
    let parameters = J::PARAMETERS.map(|parameters| {
        lasting(
            parameters.iter().map(|each| &*Box::leak(Box::new(each.spec())) as *const _).collect(),
        )
    });
    abi::Job {
        size: std::mem::size_of::<abi::Job>(),
        abi: abi::VERSION,
        key_type: J::Key::TYPE,
        value_type: J::Value::TYPE,
        result_type: J::Value::TYPE,
        name: c_string(J::NAME),
        description: c_string(J::DESCRIPTION),
        combiner: J::COMBINER.map_or(std::ptr::null(), c_string),
        create: Some(callbacks::create::<J>),
        destroy: Some(callbacks::destroy::<J>),
        map: Some(callbacks::map::<J>),
        map_finish: Some(callbacks::finish::<J>),
        combine: None,
        reduce: None,
        partition: None,
        compare: None,
        partitioner: J::PARTITIONER.map_or(std::ptr::null(), c_string),
        joins_lines: 0,
        reserved: 0,
        format: J::FORMAT.map_or(std::ptr::null(), c_string),
        parameters: parameters.unwrap_or(std::ptr::null()),
        attributes: match J::ATTRIBUTES {
            [] => std::ptr::null(),
            names => lasting(names.iter().map(|name| c_string(name)).collect()),
        },
        parameter_count: J::PARAMETERS.map_or(0, |parameters| parameters.len() as u32),
        attribute_count: J::ATTRIBUTES.len() as u32,
    }
}

/// What the host calls.
mod callbacks {
    use super::*;

    struct Instance<J> {
        job: J,
        buffer: Buffer,
    }

    /// Runs what an author wrote: an error or a panic becomes a status with a text.
    /// `record` is the number of the record at hand, or 0.
    fn guarded<J: Job>(
        task: *mut abi::Task,
        record: &Cell<u64>,
        body: impl FnOnce(Task) -> Result<(), Error>,
    ) -> i32 {
        let task = Task { task, parameters: J::PARAMETERS, lifetime: PhantomData };
        let error = match catch_unwind(AssertUnwindSafe(|| body(task))) {
            Ok(Ok(())) => return abi::OK,
            Ok(Err(error)) => error,
            Err(panic) => Error::new(format!("panic: {}", text(&*panic))),
        };
        if !error.text.is_empty() {
            let text = match record.get() {
                0 => error.text,
                number => format!("record {number}: {}", error.text),
            };
            unsafe { (task.host().set_error)(task.task, text.as_bytes().into()) };
        }
        error.status
    }

    fn text(panic: &(dyn Any + Send)) -> &str {
        match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
            (Some(text), _) => text,
            (_, Some(text)) => text,
            _ => "without a text",
        }
    }

    /// Runs a function that emits, and hands over what is left.
    fn emitting<J: Job, V: Field + ?Sized>(
        instance: *mut c_void,
        task: *mut abi::Task,
        record: &Cell<u64>,
        body: impl FnOnce(&mut J, &mut Output<J::Key, V>) -> Result<(), Error>,
    ) -> i32 {
        guarded::<J>(task, record, |task| {
            // Safety: the host hands back what create stored, to one thread at a time.
            let instance = unsafe { &mut *(instance as *mut Instance<J>) };
            instance.buffer.clear();
            let mut out =
                Output { task, buffer: &mut instance.buffer, key: PhantomData, value: PhantomData };
            body(&mut instance.job, &mut out)?;
            out.buffer.flush(task)
        })
    }

    pub extern "C" fn create<J: Job>(task: *mut abi::Task, instance: *mut *mut c_void) -> i32 {
        guarded::<J>(task, &Cell::new(0), |task| {
            let mut job = J::default();
            job.start(&task)?;
            let made = Box::new(Instance { job, buffer: Buffer::new() });
            unsafe { *instance = Box::into_raw(made) as *mut c_void };
            Ok(())
        })
    }

    pub extern "C" fn destroy<J: Job>(instance: *mut c_void) {
        let instance = unsafe { Box::from_raw(instance as *mut Instance<J>) };
        // There is nobody to tell.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(instance)));
    }

    pub extern "C" fn map<J: Job>(
        instance: *mut c_void,
        task: *mut abi::Task,
        source: *const abi::Source,
        records: *const abi::Record,
        count: usize,
    ) -> i32 {
        let (source, records) = unsafe { (&*source, abi::slice(records, count)) };
        let number = Cell::new(source.first_record);
        emitting::<J, J::Value>(instance, task, &number, |job, out| {
            out.buffer.start();
            let mut rest = records;
            while !rest.is_empty() {
                let (part, after) = rest.split_at(rest.len().min(out.buffer.pulse.stride));
                for record in part {
                    job.map(&Record { record, source, number: number.get() }, out)?;
                    number.set(number.get() + 1);
                }
                out.buffer.live(out.task)?;
                rest = after;
            }
            Ok(())
        })
    }

    pub extern "C" fn finish<J: Job>(instance: *mut c_void, task: *mut abi::Task) -> i32 {
        emitting::<J, J::Value>(instance, task, &Cell::new(0), |job, out| {
            out.buffer.start();
            job.finish(out)
        })
    }

    pub extern "C" fn combine<J: Combine>(
        instance: *mut c_void,
        task: *mut abi::Task,
        key: abi::Bytes,
        values: *mut abi::Values,
    ) -> i32 {
        emitting::<J, J::Value>(instance, task, &Cell::new(0), |job, out| {
            let (key, mut values) =
                unsafe { (J::Key::decode(key.slice())?, Values::new(&mut *values)) };
            job.combine(key, &mut values, out)
        })
    }

    pub extern "C" fn reduce<J: Reduce>(
        instance: *mut c_void,
        task: *mut abi::Task,
        key: abi::Bytes,
        values: *mut abi::Values,
    ) -> i32 {
        emitting::<J, J::Result>(instance, task, &Cell::new(0), |job, out| {
            let (key, mut values) =
                unsafe { (J::Key::decode(key.slice())?, Values::new(&mut *values)) };
            job.reduce(key, &mut values, out)
        })
    }

    pub extern "C" fn partition<J: Partition>(
        instance: *mut c_void,
        task: *mut abi::Task,
        records: *const abi::Record,
        count: usize,
        partitions: *mut u32,
    ) -> i32 {
        guarded::<J>(task, &Cell::new(0), |_| {
            let instance = unsafe { &mut *(instance as *mut Instance<J>) };
            let limit = unsafe { (*task).partitions };
            for (index, record) in unsafe { abi::slice(records, count) }.iter().enumerate() {
                let key = J::Key::decode(unsafe { record.key.slice() })?;
                unsafe { *partitions.add(index) = instance.job.partition(key, limit) };
            }
            Ok(())
        })
    }
}

/// A host in memory, to test a job without the engine.
#[cfg(test)]
pub mod test {
    use super::*;

    /// A key or value that keeps its bytes: `String`, `Vec<u8>`, `i64`, `f64`.
    pub trait Owned {
        type Owned;
        fn own(bytes: &[u8]) -> Self::Owned;
    }
    impl Owned for str {
        type Owned = String;
        fn own(bytes: &[u8]) -> String {
            str::decode(bytes).unwrap().to_owned()
        }
    }
    impl Owned for [u8] {
        type Owned = Vec<u8>;
        fn own(bytes: &[u8]) -> Vec<u8> {
            bytes.to_vec()
        }
    }
    impl Owned for i64 {
        type Owned = i64;
        fn own(bytes: &[u8]) -> i64 {
            i64::decode(bytes).unwrap()
        }
    }
    impl Owned for f64 {
        type Owned = f64;
        fn own(bytes: &[u8]) -> f64 {
            f64::decode(bytes).unwrap()
        }
    }

    type Emitted<K, V> = Result<Vec<(<K as Owned>::Owned, <V as Owned>::Owned)>, String>;

    /// What the tests collect: emitted bytes, and the error text.
    #[derive(Default)]
    struct Collected {
        records: Vec<(Vec<u8>, Vec<u8>)>,
        error: String,
    }

    extern "C" fn emit(task: *mut abi::Task, records: *const abi::Record, count: usize) -> i32 {
        let collected = unsafe { &mut *((*task).host_data as *mut Collected) };
        for record in unsafe { abi::slice(records, count) } {
            let bytes = unsafe { (record.key.slice().to_vec(), record.value.slice().to_vec()) };
            collected.records.push(bytes);
        }
        abi::OK
    }
    extern "C" fn count(_: *mut abi::Task, _: abi::Bytes, _: i64) {}
    extern "C" fn log(_: *mut abi::Task, _: u32, _: abi::Bytes) {}
    extern "C" fn parameter(_: *mut abi::Task, _: abi::Bytes, _: *mut abi::Bytes) -> i32 {
        abi::END
    }
    extern "C" fn cancelled(_: *mut abi::Task) -> i32 {
        0
    }
    extern "C" fn set_error(task: *mut abi::Task, text: abi::Bytes) {
        let collected = unsafe { &mut *((*task).host_data as *mut Collected) };
        collected.error = String::from_utf8_lossy(unsafe { text.slice() }).into_owned();
    }
    extern "C" fn extension(_: *mut abi::Task, _: *const c_char) -> *const c_void {
        std::ptr::null()
    }
    extern "C" fn progress(_: *mut abi::Task) {}

    static HOST: abi::Host = abi::Host {
        size: std::mem::size_of::<abi::Host>(),
        abi: abi::VERSION,
        reserved: 0,
        emit,
        count,
        log,
        parameter,
        cancelled,
        set_error,
        extension,
        progress,
    };

    /// Runs an attempt of a job from create to destroy.
    fn attempt<J: Job>(
        body: impl FnOnce(*mut c_void, *mut abi::Task) -> i32,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, String> {
        let mut collected = Collected::default();
        let mut task = abi::Task {
            size: std::mem::size_of::<abi::Task>(),
            abi: abi::VERSION,
            partitions: 1,
            host: &HOST,
            host_data: &mut collected as *mut Collected as *mut c_void,
        };
        let mut instance = std::ptr::null_mut();
        let mut status = callbacks::create::<J>(&mut task, &mut instance);
        if status == abi::OK {
            status = body(instance, &mut task);
            callbacks::destroy::<J>(instance);
        }
        if status == abi::OK {
            Ok(collected.records)
        } else {
            Err(collected.error)
        }
    }

    fn owned<K: Owned + ?Sized, V: Owned + ?Sized>(
        records: Vec<(Vec<u8>, Vec<u8>)>,
    ) -> Vec<(K::Owned, V::Owned)> {
        records.iter().map(|(key, value)| (K::own(key), V::own(value))).collect()
    }

    /// What the job emits for these lines, with these attributes of their file; or its error.
    pub fn map<J: Job>(lines: &[&str], attributes: &[(&str, &str)]) -> Emitted<J::Key, J::Value>
    where
        J::Key: Owned,
        J::Value: Owned,
    {
        let attributes: Vec<abi::Record> = attributes
            .iter()
            .map(|(name, value)| abi::Record {
                key: name.as_bytes().into(),
                value: value.as_bytes().into(),
            })
            .collect();
        let path = &b"test.txt"[..];
        let mut source = abi::Source {
            size: std::mem::size_of::<abi::Source>(),
            path: path.into(),
            relative_path: path.into(),
            attributes: attributes.as_ptr(),
            attribute_count: attributes.len(),
            first_record: 1,
        };
        let records = attempt::<J>(|instance, task| {
            let mut offset = 0i64;
            for line in lines {
                let key = offset.to_ne_bytes();
                let record = abi::Record { key: key[..].into(), value: line.as_bytes().into() };
                let status = callbacks::map::<J>(instance, task, &source, &record, 1);
                if status != abi::OK {
                    return status;
                }
                offset += line.len() as i64 + 1;
                source.first_record += 1;
            }
            callbacks::finish::<J>(instance, task)
        })?;
        Ok(owned::<J::Key, J::Value>(records))
    }

    /// The values of a key, one at a time.
    #[repr(C)]
    struct ValueList {
        values: abi::Values, // First, so that next finds the others.
        list: Vec<Vec<u8>>,
        next: usize,
    }

    extern "C" fn next(
        values: *mut abi::Values,
        out: *mut abi::Bytes,
        _: usize,
        count: *mut usize,
    ) -> i32 {
        let list = unsafe { &mut *(values as *mut ValueList) };
        match list.list.get(list.next) {
            None => abi::END,
            Some(value) => {
                list.next += 1;
                unsafe { (*out, *count) = (value[..].into(), 1) };
                abi::OK
            }
        }
    }

    /// What the job's reduce emits for these values of a key; or its error.
    pub fn reduce<J: Reduce>(key: &J::Key, values: &[&J::Value]) -> Emitted<J::Key, J::Result>
    where
        J::Key: Owned,
        J::Value: Owned,
        J::Result: Owned,
    {
        let list = values.iter().map(|value| value.with_bytes(<[u8]>::to_vec)).collect();
        let values = abi::Values {
            size: std::mem::size_of::<abi::Values>(),
            next,
            host_data: std::ptr::null_mut(),
        };
        let mut list = ValueList { values, list, next: 0 };
        let records = attempt::<J>(|instance, task| {
            let values = &mut list as *mut ValueList as *mut abi::Values;
            key.with_bytes(|key| callbacks::reduce::<J>(instance, task, key.into(), values))
        })?;
        Ok(owned::<J::Key, J::Result>(records))
    }
}

/// mapreduce.h, version 1.2.
pub mod abi {
    use std::os::raw::{c_char, c_void};

    pub const VERSION: u32 = 0x0001_0002;

    pub const OK: i32 = 0;
    pub const END: i32 = 1;
    pub const CANCELLED: i32 = 2;
    pub const RETRY: i32 = 3;
    pub const FATAL: i32 = 4;

    pub const BYTES: u32 = 0;
    pub const UTF8: u32 = 1;
    pub const INT64: u32 = 2;
    pub const FLOAT64: u32 = 3;
    pub const NONE: u32 = 4;

    pub const INFO: u32 = 1;

    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct Bytes {
        pub data: *const u8,
        pub size: usize,
    }

    impl Bytes {
        /// # Safety
        /// The bytes have to be there for as long as the slice is used.
        pub unsafe fn slice<'a>(self) -> &'a [u8] {
            slice(self.data, self.size)
        }
    }

    impl From<&[u8]> for Bytes {
        fn from(slice: &[u8]) -> Bytes {
            Bytes { data: slice.as_ptr(), size: slice.len() }
        }
    }

    /// # Safety
    /// As for `std::slice::from_raw_parts`, but data may be NULL where count is 0.
    pub unsafe fn slice<'a, T>(data: *const T, count: usize) -> &'a [T] {
        if count == 0 {
            &[]
        } else {
            std::slice::from_raw_parts(data, count)
        }
    }

    /// A record; also an attribute, with its name as key.
    #[repr(C)]
    pub struct Record {
        pub key: Bytes,
        pub value: Bytes,
    }

    #[repr(C)]
    pub struct Source {
        pub size: usize,
        pub path: Bytes,
        pub relative_path: Bytes,
        pub attributes: *const Record,
        pub attribute_count: usize,
        pub first_record: u64,
    }

    #[repr(C)]
    pub struct Task {
        pub size: usize,
        pub abi: u32,
        pub partitions: u32,
        pub host: *const Host,
        pub host_data: *mut c_void,
    }

    #[repr(C)]
    pub struct Host {
        pub size: usize,
        pub abi: u32,
        pub reserved: u32,
        pub emit: unsafe extern "C" fn(*mut Task, *const Record, usize) -> i32,
        pub count: unsafe extern "C" fn(*mut Task, Bytes, i64),
        pub log: unsafe extern "C" fn(*mut Task, u32, Bytes),
        pub parameter: unsafe extern "C" fn(*mut Task, Bytes, *mut Bytes) -> i32,
        pub cancelled: unsafe extern "C" fn(*mut Task) -> i32,
        pub set_error: unsafe extern "C" fn(*mut Task, Bytes),
        pub extension: unsafe extern "C" fn(*mut Task, *const c_char) -> *const c_void,
        /// Since 1.2: not to be read of a smaller table.
        pub progress: unsafe extern "C" fn(*mut Task),
    }

    #[repr(C)]
    pub struct Values {
        pub size: usize,
        pub next: unsafe extern "C" fn(*mut Values, *mut Bytes, usize, *mut usize) -> i32,
        pub host_data: *mut c_void,
    }

    #[repr(C)]
    pub struct ParameterSpec {
        pub size: usize,
        pub name: *const c_char,
        pub kind: u32,
        pub required: u32,
        pub fallback: *const c_char,
        pub description: *const c_char,
        pub choices: *const c_char,
    }

    #[repr(C)]
    pub struct Job {
        pub size: usize,
        pub abi: u32,
        pub key_type: u32,
        pub value_type: u32,
        pub result_type: u32,
        pub name: *const c_char,
        pub description: *const c_char,
        pub combiner: *const c_char,
        pub create: Option<unsafe extern "C" fn(*mut Task, *mut *mut c_void) -> i32>,
        pub destroy: Option<unsafe extern "C" fn(*mut c_void)>,
        pub map: Option<
            unsafe extern "C" fn(
                *mut c_void,
                *mut Task,
                *const Source,
                *const Record,
                usize,
            ) -> i32,
        >,
        pub map_finish: Option<unsafe extern "C" fn(*mut c_void, *mut Task) -> i32>,
        pub combine:
            Option<unsafe extern "C" fn(*mut c_void, *mut Task, Bytes, *mut Values) -> i32>,
        pub reduce: Option<unsafe extern "C" fn(*mut c_void, *mut Task, Bytes, *mut Values) -> i32>,
        pub partition: Option<
            unsafe extern "C" fn(*mut c_void, *mut Task, *const Record, usize, *mut u32) -> i32,
        >,
        pub compare: Option<unsafe extern "C" fn(*mut c_void, Bytes, Bytes) -> i32>,
        pub partitioner: *const c_char,
        pub joins_lines: u32,
        pub reserved: u32,
        pub format: *const c_char,
        pub parameters: *const *const ParameterSpec,
        pub attributes: *const *const c_char,
        pub parameter_count: u32,
        pub attribute_count: u32,
    }
    // Safety: the tables are not changed after they were made.
    unsafe impl Sync for Job {}

    #[repr(C)]
    pub struct Plugin {
        pub size: usize,
        pub abi: u32,
        pub job_count: u32,
        pub format_count: u32,
        pub reserved: u32,
        pub name: *const c_char,
        pub version: *const c_char,
        pub jobs: *const &'static Job,
        pub formats: *const c_void,
    }
    unsafe impl Sync for Plugin {}
    unsafe impl Send for Plugin {}

    /// Of the C library, on 64-bit machines.
    #[repr(C)]
    pub struct Timespec {
        pub seconds: i64,
        pub nanoseconds: i64,
    }
    pub const CLOCK_MONOTONIC_COARSE: i32 = 6;
    extern "C" {
        pub fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
    }
}
