//! May a call ring? Decided without a clock, a desktop or a workspace.
//!
//! A call that may not is shown in our windows and in the tray as any other; it is neither heard nor
//! shown anywhere else, and its caller notices nothing (design states 0.7). Being in a call is no
//! reason: a second one beeps then.

mod hours;

use jiff::{SignedDuration, Timestamp, Zoned, civil::time};

use crate::{
    action::QuietSpan,
    desktop::{Circumstance, Circumstances},
    update::{DoNotDisturb, LocalTime, Quiet, Settings},
};

/// What lies around all workspaces at one moment, as far as it decides what may ring.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Surroundings {
    /// Why no call rings, unless it is let through.
    pub quiet: Option<Quiet>,
    pub favourites_through: bool,
    pub second_call_through: bool,
}

/// One call, as far as it decides whether it may ring.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Caller {
    /// The same person called a moment ago.
    pub again: bool,
    /// The status of the person called says busy.
    pub busy: bool,
    pub favourite: bool,
    /// The person called is in a call of this workspace, which is what makes them busy.
    pub in_call: bool,
    /// The room of caller and called is muted.
    pub muted: bool,
}

impl Surroundings {
    /// What `settings` make of this moment, on a desktop that may want to be left alone itself.
    pub fn of(settings: &Settings, desktop: &Circumstances, now: &Zoned) -> Self {
        let quiet = if settled(settings.do_not_disturb, now) != DoNotDisturb::Off {
            Some(Quiet::DoNotDisturb)
        } else if settings.quiet_hours && hours::are_now(settings, now) {
            Some(Quiet::QuietHours)
        } else if settings.quiet_full_screen && desktop.contains(&Circumstance::FullScreen) {
            Some(Quiet::FullScreen)
        } else {
            desktop.contains(&Circumstance::Inhibited).then_some(Quiet::System)
        };
        Self {
            quiet,
            favourites_through: settings.favourites_through,
            second_call_through: settings.second_call_through,
        }
    }
}

/// Whether this call may be heard, and shown outside our windows; else why not.
///
/// Whom one has muted stays muted, favourite or not: that was said of this very person.
pub(crate) fn may_ring(caller: Caller, around: Surroundings) -> Result<(), Quiet> {
    if caller.muted {
        return Err(Quiet::Muted);
    }
    let through = caller.favourite && around.favourites_through || caller.again && around.second_call_through;
    let busy = caller.busy && !caller.in_call;
    match around.quiet.or(busy.then_some(Quiet::Busy)) {
        Some(quiet) if !through => Err(quiet),
        _ => Ok(()),
    }
}

/// When [`Surroundings::of`] is to be asked again if nothing else changes.
pub(crate) fn next_change(settings: &Settings, now: &Zoned) -> Option<LocalTime> {
    let ends = match settings.do_not_disturb {
        DoNotDisturb::Until { time } => Some(time),
        DoNotDisturb::Off | DoNotDisturb::On => None,
    };
    let hours = settings.quiet_hours.then(|| hours::next_change(settings, now)).flatten();
    ends.into_iter().chain(hours.map(Timestamp::as_millisecond)).min()
}

/// Do not disturb for this long from `now` on.
pub(crate) fn do_not_disturb(span: QuietSpan, now: &Zoned) -> DoNotDisturb {
    let after = |minutes| now.timestamp().checked_add(SignedDuration::from_mins(minutes)).ok();
    let end = match span {
        QuietSpan::HalfHour => after(30),
        QuietSpan::Hour => after(60),
        QuietSpan::UntilTomorrow => {
            let morning = now.date().tomorrow().map(|day| day.to_datetime(MORNING));
            morning.and_then(|morning| morning.to_zoned(now.time_zone().clone())).map(|end| end.timestamp()).ok()
        }
        QuietSpan::UntilTurnedOff => None,
    };
    end.map_or(DoNotDisturb::On, |end| DoNotDisturb::Until { time: end.as_millisecond() })
}

/// What became of it by `now`: off when its time is over. An end outside the calendar is none.
pub(crate) fn settled(do_not_disturb: DoNotDisturb, now: &Zoned) -> DoNotDisturb {
    match do_not_disturb {
        DoNotDisturb::Until { time } if time <= now.timestamp().as_millisecond() => DoNotDisturb::Off,
        DoNotDisturb::Until { time } if Timestamp::from_millisecond(time).is_err() => DoNotDisturb::On,
        other => other,
    }
}

/// When people expect to be reached again (design 10).
const MORNING: jiff::civil::Time = time(7, 30, 0, 0);

#[cfg(test)]
mod tests;
