//! {{name}}: how long requests took, for each server and hour.
//!
//! Input: a log for each server with lines such as
//!   2026-03-01T13:05:22 GET /index.html 200 17
//! (time, method, path, status, milliseconds); the server is the {server} of the input layout.
//! Output: web-1 2026-03-01T13 <TAB> requests=3 min=9 mean=17 max=31

mod mapreduce;

use mapreduce::{Error, Job, Output, Parameter, Record, Reduce, Values};

#[derive(Default)]
struct {{type}};

/// The hour and the milliseconds of a line; `None` if it is malformed.
fn parse(line: &str) -> Option<(&str, i64)> {
    let fields: Vec<&str> = line.split(' ').filter(|field| !field.is_empty()).collect();
    match fields[..] {
        [time, _method, _path, _status, milliseconds] => {
            Some((time.get(.."2026-03-01T13".len())?, milliseconds.parse().ok()?))
        }
        _ => None,
    }
}

impl Job for {{type}} {
    const NAME: &'static str = "{{name}}";
    const DESCRIPTION: &'static str = "how long requests took, for each server and hour";
    // What the job reads: it takes no --param, and a layout without {server} is refused.
    const PARAMETERS: Option<&'static [Parameter]> = Some(&[]);
    const ATTRIBUTES: &'static [&'static str] = &["server"];
    type Key = str;
    type Value = i64;

    fn map(&mut self, line: &Record, out: &mut Output<str, i64>) -> Result<(), Error> {
        match parse(line.text()?) {
            Some((hour, milliseconds)) => {
                let server = line.attribute("server")?;
                out.emit(format!("{server} {hour}"), milliseconds)
            }
            None => {
                out.task().count("malformed lines", 1);
                Ok(())
            }
        }
    }
}

impl Reduce for {{type}} {
    type Result = str;

    fn reduce(
        &mut self,
        key: &str,
        values: &mut Values<i64>,
        out: &mut Output<str, str>,
    ) -> Result<(), Error> {
        let (mut requests, mut sum, mut min, mut max) = (0, 0, i64::MAX, i64::MIN);
        while let Some(milliseconds) = values.next()? {
            requests += 1;
            sum += milliseconds;
            min = min.min(milliseconds);
            max = max.max(milliseconds);
        }
        let mean = sum / requests;
        out.emit(key, format!("requests={requests} min={min} mean={mean} max={max}"))
    }
}

mapreduce::plugin!("{{name}}", "1.0", {{type}});

/// Tests of the job without the engine.
#[cfg(test)]
mod tests {
    use super::mapreduce::test::{map, reduce};
    use super::*;

    const SERVER: &[(&str, &str)] = &[("server", "web-1")];

    #[test]
    fn a_line_gives_its_milliseconds() {
        let emitted = map::<{{type}}>(&["2026-03-01T13:05:22 GET / 200 17"], SERVER);
        assert_eq!(emitted, Ok(vec![("web-1 2026-03-01T13".to_string(), 17)]));
    }

    #[test]
    fn malformed_lines_are_passed_over() {
        assert_eq!(map::<{{type}}>(&["-- log rotated --", "not a line"], SERVER), Ok(vec![]));
    }

    #[test]
    fn an_hour_is_summarised() {
        let results = reduce::<{{type}}>("web-1 2026-03-01T13", &[&17, &31, &9]);
        let expected = "requests=3 min=9 mean=19 max=31".to_string();
        assert_eq!(results, Ok(vec![("web-1 2026-03-01T13".to_string(), expected)]));
    }
}
