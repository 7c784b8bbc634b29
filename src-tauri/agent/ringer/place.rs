//! Where something is to be heard, and where it is while not all of that is there.

/// The outputs a person has chosen, by what the system calls them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Place {
    /// Nothing: the system's default.
    pub(crate) on: Option<String>,
    pub(crate) also_on: Option<String>,
}

impl Place {
    /// Whether it can be found without knowing all outputs.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The outputs to play on, of those that are `there`. The default stands in for the first one
    /// while it is away; nothing does for the second, and no output plays twice.
    pub(crate) fn find<T>(&self, default: Option<T>, mut there: Vec<T>, id: impl Fn(&T) -> &str) -> Vec<T> {
        let mut take = |wanted: &Option<String>| {
            let index = there.iter().position(|output| Some(id(output)) == wanted.as_deref())?;
            Some(there.swap_remove(index))
        };
        let first = take(&self.on).or(default);
        let second = take(&self.also_on).filter(|second| first.as_ref().is_none_or(|first| id(first) != id(second)));
        first.into_iter().chain(second).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(on: Option<&str>, also_on: Option<&str>, default: Option<&str>, there: &[&str]) -> Vec<String> {
        let place = Place { on: on.map(Into::into), also_on: also_on.map(Into::into) };
        let there = there.iter().map(ToString::to_string).collect();
        place.find(default.map(Into::into), there, |output: &String| output)
    }

    const ALL: &[&str] = &["speakers", "headset", "dock"];

    #[test]
    fn who_has_not_chosen_hears_it_on_the_default() {
        assert_eq!(found(None, None, Some("speakers"), ALL), ["speakers"]);
    }

    #[test]
    fn what_was_chosen_rings_wherever_the_default_is() {
        assert_eq!(found(Some("headset"), None, Some("speakers"), ALL), ["headset"]);
        assert_eq!(found(Some("headset"), Some("dock"), Some("speakers"), ALL), ["headset", "dock"]);
        assert_eq!(found(None, Some("dock"), Some("speakers"), ALL), ["speakers", "dock"]);
    }

    #[test]
    fn the_default_stands_in_for_an_output_that_is_away() {
        assert_eq!(found(Some("headset"), None, Some("speakers"), &["speakers"]), ["speakers"]);
        assert_eq!(found(Some("headset"), Some("dock"), Some("speakers"), &["speakers", "dock"]), ["speakers", "dock"]);
    }

    #[test]
    fn the_second_output_is_not_missed_and_is_enough_alone() {
        assert_eq!(found(None, Some("dock"), Some("speakers"), &["speakers"]), ["speakers"]);
        assert_eq!(found(Some("headset"), Some("dock"), None, &["dock"]), ["dock"]);
        assert_eq!(found(Some("headset"), Some("dock"), None, &[]), [""; 0]);
    }

    #[test]
    fn no_output_plays_twice() {
        assert_eq!(found(Some("dock"), Some("dock"), Some("speakers"), ALL), ["dock"]);
        assert_eq!(found(None, Some("speakers"), Some("speakers"), ALL), ["speakers"]);
        assert_eq!(found(Some("headset"), Some("speakers"), Some("speakers"), &["speakers"]), ["speakers"]);
    }
}
