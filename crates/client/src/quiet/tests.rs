//! Every reason against every way through it; the edges of hours and of the year.

use jiff::{civil::DateTime, tz::TimeZone};

use super::*;

/// A moment of a week that begins on Monday, 2 March 2026, in a country that changes its clocks.
fn at(time: &str) -> Zoned {
    let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    time.parse::<DateTime>().unwrap().to_zoned(berlin).unwrap()
}

fn hours(change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings { quiet_hours: true, ..Settings::default() };
    change(&mut settings);
    settings
}

fn is_quiet(settings: &Settings, time: &str) -> bool {
    Surroundings::of(settings, &Circumstances::new(), &at(time)).quiet == Some(Quiet::QuietHours)
}

/// All there are, of which `n` is one.
fn caller(n: u8) -> Caller {
    let bit = |place: u8| n >> place & 1 == 1;
    Caller { again: bit(0), busy: bit(1), favourite: bit(2), in_call: bit(3), muted: bit(4) }
}

fn surroundings() -> impl Iterator<Item = Surroundings> {
    let quiet = [None, Some(Quiet::DoNotDisturb), Some(Quiet::QuietHours), Some(Quiet::System)];
    quiet.into_iter().flat_map(|quiet| {
        (0..4).map(move |n| Surroundings { quiet, favourites_through: n & 1 == 1, second_call_through: n & 2 == 2 })
    })
}

#[test]
fn nothing_special_rings() {
    assert_eq!(may_ring(Caller::default(), Surroundings::default()), Ok(()));
}

#[test]
fn each_reason_is_named() {
    let none = Surroundings::default();
    for reason in [Quiet::DoNotDisturb, Quiet::QuietHours, Quiet::System] {
        assert_eq!(may_ring(Caller::default(), Surroundings { quiet: Some(reason), ..none }), Err(reason));
    }
    assert_eq!(may_ring(Caller { busy: true, ..Caller::default() }, none), Err(Quiet::Busy));
    assert_eq!(may_ring(Caller { muted: true, ..Caller::default() }, none), Err(Quiet::Muted));
}

#[test]
fn whatever_comes_together_the_same_rules_decide() {
    for around in surroundings() {
        for caller in (0..32).map(caller) {
            let let_through =
                (caller.favourite && around.favourites_through) || (caller.again && around.second_call_through);
            let expected = match (caller.muted, let_through, around.quiet) {
                (true, _, _) => Err(Quiet::Muted),
                (false, true, _) => Ok(()),
                (false, false, Some(quiet)) => Err(quiet),
                (false, false, None) if caller.busy && !caller.in_call => Err(Quiet::Busy),
                (false, false, None) => Ok(()),
            };
            assert_eq!(may_ring(caller, around), expected, "{caller:?} {around:?}");
        }
    }
}

#[test]
fn a_favourite_is_let_through_only_where_that_is_switched_on_and_never_if_muted() {
    let quiet = Surroundings { quiet: Some(Quiet::DoNotDisturb), ..Surroundings::default() };
    let favourite = Caller { favourite: true, ..Caller::default() };
    assert_eq!(may_ring(favourite, quiet), Err(Quiet::DoNotDisturb));
    let through = Surroundings { favourites_through: true, ..quiet };
    assert_eq!(may_ring(favourite, through), Ok(()));
    assert_eq!(may_ring(Caller { muted: true, ..favourite }, through), Err(Quiet::Muted));
}

#[test]
fn the_second_call_is_let_through_only_where_that_is_switched_on() {
    let quiet = Surroundings { quiet: Some(Quiet::QuietHours), ..Surroundings::default() };
    let again = Caller { again: true, ..Caller::default() };
    assert_eq!(may_ring(again, quiet), Err(Quiet::QuietHours));
    assert_eq!(may_ring(again, Surroundings { second_call_through: true, ..quiet }), Ok(()));
}

#[test]
fn a_call_that_made_its_person_busy_lets_the_next_one_beep() {
    let caller = Caller { busy: true, in_call: true, ..Caller::default() };
    assert_eq!(may_ring(caller, Surroundings::default()), Ok(()));
}

#[test]
fn what_a_person_chose_is_named_before_what_the_desktop_wants() {
    let settings = hours(|settings| settings.do_not_disturb = DoNotDisturb::On);
    let all = [Circumstance::FullScreen, Circumstance::Inhibited, Circumstance::Locked].into();
    let quiet = |settings: &Settings| Surroundings::of(settings, &all, &at("2026-03-03T23:00")).quiet;
    assert_eq!(quiet(&settings), Some(Quiet::DoNotDisturb));
    assert_eq!(quiet(&hours(|_| {})), Some(Quiet::QuietHours));
    assert_eq!(quiet(&Settings { quiet_full_screen: true, ..Settings::default() }), Some(Quiet::FullScreen));
    assert_eq!(quiet(&Settings::default()), Some(Quiet::System));
}

#[test]
fn what_fills_the_screen_silences_only_for_whoever_wants_that_and_a_locked_screen_nothing() {
    let quiet = |quiet_full_screen, circumstance| {
        let settings = Settings { quiet_full_screen, ..Settings::default() };
        Surroundings::of(&settings, &[circumstance].into(), &at("2026-03-03T12:00")).quiet
    };
    assert_eq!(quiet(true, Circumstance::FullScreen), Some(Quiet::FullScreen));
    assert_eq!(quiet(false, Circumstance::FullScreen), None);
    assert_eq!(quiet(true, Circumstance::Locked), None);
}

#[test]
fn a_fresh_installation_rings_at_any_time() {
    for hour in 0..24 {
        let now = at(&format!("2026-03-07T{hour:02}:00"));
        assert_eq!(Surroundings::of(&Settings::default(), &Circumstances::new(), &now).quiet, None);
    }
    assert_eq!(next_change(&Settings::default(), &at("2026-03-07T12:00")), None);
}

#[test]
fn nights_begin_on_the_minute_and_end_on_the_minute() {
    let settings = hours(|_| {});
    for (time, quiet) in [
        ("2026-03-03T18:59:59", false),
        ("2026-03-03T19:00", true),
        ("2026-03-03T23:59:59", true),
        ("2026-03-04T00:00", true),
        ("2026-03-04T07:29:59", true),
        ("2026-03-04T07:30", false),
    ] {
        assert_eq!(is_quiet(&settings, time), quiet, "{time}");
    }
}

#[test]
fn a_weekend_lasts_from_friday_evening_to_monday_morning() {
    let settings = hours(|_| {});
    for (time, quiet) in [
        ("2026-03-06T18:59", false),
        ("2026-03-06T19:00", true),
        ("2026-03-07T12:00", true),
        ("2026-03-08T12:00", true),
        ("2026-03-09T07:29", true),
        ("2026-03-09T07:30", false),
    ] {
        assert_eq!(is_quiet(&settings, time), quiet, "{time}");
    }
}

#[test]
fn only_the_nights_of_chosen_days_are_quiet() {
    let settings = hours(|settings| settings.quiet_weekend = false);
    assert!(is_quiet(&settings, "2026-03-07T03:00"), "Friday's night");
    assert!(!is_quiet(&settings, "2026-03-07T20:00"), "Saturday evening");
    assert!(!is_quiet(&settings, "2026-03-09T03:00"), "Sunday's night");
}

#[test]
fn hours_within_a_day_stay_within_it() {
    let settings = hours(|settings| {
        (settings.quiet_from, settings.quiet_until) = (12 * 60, 13 * 60);
    });
    for (time, quiet) in [
        ("2026-03-03T11:59", false),
        ("2026-03-03T12:00", true),
        ("2026-03-03T13:00", false),
        ("2026-03-08T23:59:59", true),
        ("2026-03-09T00:00", false),
    ] {
        assert_eq!(is_quiet(&settings, time), quiet, "{time}");
    }
}

#[test]
fn the_same_time_twice_is_a_whole_day_from_there() {
    let settings = hours(|settings| {
        settings.quiet_days = [true, false, false, false, false, false, false];
        (settings.quiet_from, settings.quiet_until, settings.quiet_weekend) = (8 * 60, 8 * 60, false);
    });
    assert!(!is_quiet(&settings, "2026-03-02T07:59"));
    assert!(is_quiet(&settings, "2026-03-02T08:00") && is_quiet(&settings, "2026-03-03T07:59"));
    assert!(!is_quiet(&settings, "2026-03-03T08:00"));
}

#[test]
fn an_end_that_the_clock_leaves_out_in_spring_is_an_end_all_the_same() {
    // On 29 March 2026 it is three o'clock a second after 1:59:59.
    let settings = hours(|settings| (settings.quiet_until, settings.quiet_weekend) = (2 * 60 + 30, false));
    let settings = Settings { quiet_days: [true; 7], ..settings };
    assert!(is_quiet(&settings, "2026-03-29T01:59:59"));
    assert!(!is_quiet(&settings, "2026-03-29T03:30"));
}

#[test]
fn an_end_that_comes_twice_in_autumn_ends_the_night_once() {
    // On 25 October 2026 it is two o'clock again an hour after two.
    let settings = hours(|settings| (settings.quiet_until, settings.quiet_weekend) = (2 * 60 + 30, false));
    let settings = Settings { quiet_days: [true; 7], ..settings };
    let first = at("2026-10-25T02:29");
    let quiet = |minutes| {
        let now = first.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        Surroundings::of(&settings, &Circumstances::new(), &now).quiet.is_some()
    };
    assert!(quiet(0));
    assert!((1..=4 * 60).all(|minutes| !quiet(minutes)), "it is not quiet once more when the hour comes again");
}

#[test]
fn a_minute_outside_the_day_is_taken_for_its_last() {
    let settings = hours(|settings| (settings.quiet_from, settings.quiet_until) = (u16::MAX, 60));
    assert!(!is_quiet(&settings, "2026-03-03T23:59"));
    assert!(is_quiet(&settings, "2026-03-04T00:30"));
}

#[test]
fn every_change_of_a_year_is_announced_before_it_comes() {
    let settings = hours(|_| {});
    let mut now = at("2026-01-01T12:00");
    let end = at("2027-01-01T12:00");
    while now < end {
        let due = next_change(&settings, &now).expect("hours come and go");
        assert!(due > now.timestamp().as_millisecond());
        let due = Timestamp::from_millisecond(due).unwrap().to_zoned(now.time_zone().clone());
        let quiet = |now: &Zoned| Surroundings::of(&settings, &Circumstances::new(), now).quiet;
        let mut between = now.clone();
        while between < due {
            assert_eq!(quiet(&between), quiet(&now), "{between}");
            between = between.checked_add(SignedDuration::from_mins(10)).unwrap();
        }
        now = due;
    }
}

#[test]
fn do_not_disturb_ends_by_itself_on_time() {
    let now = at("2026-03-03T22:15");
    let until = |span| do_not_disturb(span, &now);
    let time = |time: &str| DoNotDisturb::Until { time: at(time).timestamp().as_millisecond() };
    assert_eq!(until(QuietSpan::HalfHour), time("2026-03-03T22:45"));
    assert_eq!(until(QuietSpan::Hour), time("2026-03-03T23:15"));
    assert_eq!(until(QuietSpan::UntilTomorrow), time("2026-03-04T07:30"));
    assert_eq!(until(QuietSpan::UntilTurnedOff), DoNotDisturb::On);

    let settings = Settings { do_not_disturb: until(QuietSpan::HalfHour), ..Settings::default() };
    let due = next_change(&settings, &now).unwrap();
    assert_eq!(due, at("2026-03-03T22:45").timestamp().as_millisecond());
    assert_eq!(settled(settings.do_not_disturb, &at("2026-03-03T22:44:59")), settings.do_not_disturb);
    assert_eq!(settled(settings.do_not_disturb, &at("2026-03-03T22:45")), DoNotDisturb::Off);
    assert_eq!(next_change(&Settings { do_not_disturb: DoNotDisturb::On, ..settings }, &now), None);
}

#[test]
fn an_end_outside_the_calendar_is_taken_for_none() {
    for (time, expected) in [(i64::MAX, DoNotDisturb::On), (i64::MIN, DoNotDisturb::Off)] {
        assert_eq!(settled(DoNotDisturb::Until { time }, &at("2026-03-03T12:00")), expected);
    }
}

#[test]
fn half_an_hour_is_one_even_while_the_clock_jumps() {
    let now = at("2026-03-29T01:45");
    assert_eq!(
        do_not_disturb(QuietSpan::HalfHour, &now),
        DoNotDisturb::Until { time: at("2026-03-29T03:15").timestamp().as_millisecond() }
    );
}
