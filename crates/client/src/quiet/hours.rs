//! Quiet hours: the nights of chosen days, and whole weekends, in the time people live by.
//!
//! They are spans between two moments, not times of day: a night in which the clock is put back has
//! one end, and a time that is left out in spring counts as the moment the clock jumps to or past it.

use jiff::{
    Timestamp, ToSpan, Zoned,
    civil::{Date, Time, Weekday},
};

use crate::update::Settings;

/// Whether `now` is within quiet hours.
pub(super) fn are_now(settings: &Settings, now: &Zoned) -> bool {
    let moment = now.timestamp();
    around(now).any(|day| spans(settings, day, now).any(|(from, until)| from <= moment && moment < until))
}

/// When they may next begin or end; at the latest at midnight, from where the next day can be seen.
pub(super) fn next_change(settings: &Settings, now: &Zoned) -> Option<Timestamp> {
    let edges = around(now).flat_map(|day| spans(settings, day, now)).flat_map(|(from, until)| [from, until]);
    let midnight = now.date().tomorrow().ok().and_then(|day| moment(day, Time::midnight(), now));
    edges.chain(midnight).filter(|edge| *edge > now.timestamp()).min()
}

/// Yesterday's may still last.
fn around(now: &Zoned) -> impl Iterator<Item = Date> {
    [now.date().yesterday().ok(), Some(now.date())].into_iter().flatten()
}

/// The quiet hours that begin on `day`.
fn spans(settings: &Settings, day: Date, now: &Zoned) -> impl Iterator<Item = (Timestamp, Timestamp)> {
    let (from, until) = (time(settings.quiet_from), time(settings.quiet_until));
    let over_midnight = until <= from;
    let weekday = day.weekday();
    let chosen = settings.quiet_days[usize::from(weekday.to_monday_zero_offset().unsigned_abs())];
    let end = if over_midnight { day.tomorrow().ok() } else { Some(day) };
    let hours = end.filter(|_| chosen).and_then(|end| Some((moment(day, from, now)?, moment(end, until, now)?)));

    let weekend = settings.quiet_weekend && matches!(weekday, Weekday::Saturday | Weekday::Sunday);
    // The night after it is a night as the others are.
    let morning = if over_midnight { until } else { Time::midnight() };
    let next = day.tomorrow().ok().filter(|_| weekend);
    let whole = next.and_then(|next| Some((moment(day, Time::midnight(), now)?, moment(next, morning, now)?)));
    hours.into_iter().chain(whole)
}

fn time(minutes: u16) -> Time {
    Time::midnight().saturating_add(i64::from(minutes).minutes())
}

fn moment(day: Date, time: Time, now: &Zoned) -> Option<Timestamp> {
    let moment = day.to_datetime(time).to_zoned(now.time_zone().clone());
    moment.ok().map(|moment| moment.timestamp())
}
