//! Two kinds of time: [`Millis`] to measure with, [`Timestamp`] to tell people about.

use std::{
    fmt,
    ops::{Add, Sub},
    time::Duration,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds of a clock that never jumps and runs on during sleep; its zero means nothing.
///
/// Pure code gets it as a value. Unlike `std::time::Instant` a test can make one.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Millis(pub u64);

impl Millis {
    /// How long ago `earlier` was; zero if it is still to come.
    pub fn since(self, earlier: Millis) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Millis {
    type Output = Millis;

    fn add(self, span: Duration) -> Millis {
        Millis(self.0.saturating_add(u64::try_from(span.as_millis()).unwrap_or(u64::MAX)))
    }
}

impl Sub<Duration> for Millis {
    type Output = Millis;

    fn sub(self, span: Duration) -> Millis {
        Millis(self.0.saturating_sub(u64::try_from(span.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// A moment by somebody's wall clock: milliseconds since 1970, UTC.
///
/// On the wire REST writes ISO 8601 and the realtime API `{"$date": ms}`; both are read everywhere
/// (protocol README, rule 6). It is written as ISO 8601; [`Timestamp::to_ejson`] gives the other form.
/// A moment outside the calendar is not read: what was read can be written, and reckoned with.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// How long this moment lies behind `now`; zero if it is still to come.
    pub fn age(self, now: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(now.0.saturating_sub(self.0)).unwrap_or(0))
    }

    fn in_calendar(ms: i64) -> Result<Self, jiff::Error> {
        jiff::Timestamp::from_millisecond(ms).map(|_| Self(ms))
    }

    /// The form of the realtime API.
    pub fn to_ejson(self) -> serde_json::Value {
        serde_json::json!({ "$date": self.0 })
    }
}

impl Add<Duration> for Timestamp {
    type Output = Timestamp;

    fn add(self, span: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Timestamp;

    fn sub(self, span: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => write!(f, "{moment:.3}"),
            Err(_) => write!(f, "{} ms", self.0), // outside the calendar
        }
    }
}

impl std::str::FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<jiff::Timestamp>().map(|moment| Self(moment.as_millisecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Ejson {
                #[serde(rename = "$date")]
                date: i64,
            },
            Iso(String),
            Plain(i64),
        }
        let moment = match Form::deserialize(deserializer)? {
            Form::Ejson { date } | Form::Plain(date) => Self::in_calendar(date),
            Form::Iso(text) => text.parse(),
        };
        moment.map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_time_are_the_same_moment() {
        let iso: Timestamp = serde_json::from_str(r#""2026-09-14T09:00:00.000Z""#).unwrap();
        let ejson: Timestamp = serde_json::from_str(r#"{"$date":1789376400000}"#).unwrap();
        assert_eq!(iso, ejson);
        assert_eq!(serde_json::to_string(&iso).unwrap(), r#""2026-09-14T09:00:00.000Z""#);
        assert_eq!(iso.to_ejson().to_string(), r#"{"$date":1789376400000}"#);
    }

    #[test]
    fn a_moment_outside_the_calendar_is_refused_in_every_form() {
        for far in [i64::MAX, i64::MIN, 8_640_000_000_000_000] {
            assert!(serde_json::from_str::<Timestamp>(&far.to_string()).is_err());
            assert!(serde_json::from_value::<Timestamp>(Timestamp(far).to_ejson()).is_err());
        }
        assert!("+275760-09-13T00:00:00.000Z".parse::<Timestamp>().is_err());
    }

    #[test]
    fn spans_are_added_and_taken_away_and_time_neither_begins_before_zero_nor_ends() {
        let span = Duration::from_millis(5);
        assert_eq!((Millis(7) + span, Millis(7) - span, Millis(7).since(Millis(2))), (Millis(12), Millis(2), span));
        assert_eq!((Millis(3) - span, Millis(u64::MAX) + span), (Millis(0), Millis(u64::MAX)));
        assert_eq!((Timestamp(7) + span, Timestamp(7) - span), (Timestamp(12), Timestamp(2)));
        assert_eq!(Timestamp(2).age(Timestamp(7)), span);
        assert_eq!(Millis(0) + Duration::MAX, Millis(u64::MAX));
        assert_eq!(Timestamp(0) + Duration::MAX, Timestamp(i64::MAX));
    }

    #[test]
    fn a_moment_outside_the_calendar_is_still_told() {
        assert_eq!(Timestamp(i64::MAX).to_string(), format!("{} ms", i64::MAX));
    }

    #[test]
    fn a_moment_to_come_has_no_age() {
        assert_eq!(Timestamp(5).age(Timestamp(3)), Duration::ZERO);
        assert_eq!(Millis(3).since(Millis(5)), Duration::ZERO);
    }
}
