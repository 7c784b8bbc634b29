//! What takes too long for every change: fuzzing, histories and years of calls, mutations of the code itself, and other systems.

mod fuzz;
mod histories;
mod mutants;
mod simulation;

use crate::{
    Outcome,
    command::{command, run},
};

/// Does what `wanted` names, or all of it.
///
/// # Errors
/// Something was found, or could not be looked for.
pub(crate) fn nightly(wanted: Wanted) -> Outcome {
    match wanted {
        Wanted::Everything { seconds } => together([
            level("macos"),
            level("windows"),
            fuzz::fuzz(seconds),
            histories::histories(seconds),
            simulation::simulation(seconds),
            mutants::mutants(&[]),
        ]),
        Wanted::Fuzz { seconds } => fuzz::fuzz(seconds),
        Wanted::Histories { seconds } => histories::histories(seconds),
        Wanted::Mutants { arguments } => mutants::mutants(&arguments),
        Wanted::Simulation { seconds } => simulation::simulation(seconds),
    }
}

/// A level of tests that the others leave out, by itself: it ends with its own last line.
fn level(name: &str) -> Outcome {
    let own = std::env::current_exe().map_err(|e| format!("our own program is not found: {e}"))?;
    run(command(&own.to_string_lossy()).args(["test", name]))
}

/// What is asked for.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Wanted<'a> {
    Everything {
        seconds: u64,
    },
    /// For so long, all targets together.
    Fuzz {
        seconds: u64,
    },
    /// For so long.
    Histories {
        seconds: u64,
    },
    /// With these arguments for cargo mutants, such as `--shard 0/8`.
    Mutants {
        arguments: Vec<&'a str>,
    },
    /// For so long.
    Simulation {
        seconds: u64,
    },
}

impl<'a> Wanted<'a> {
    /// What the words after the verb ask for; nothing if they make no sense.
    pub fn understood(words: &[&'a str]) -> Option<Self> {
        let seconds = |words: &[&str]| match words {
            [] => Some(SECONDS),
            ["--seconds", number] => number.parse().ok(),
            _ => None,
        };
        match words {
            ["fuzz", rest @ ..] => Some(Self::Fuzz { seconds: seconds(rest)? }),
            ["histories", rest @ ..] => Some(Self::Histories { seconds: seconds(rest)? }),
            ["simulation", rest @ ..] => Some(Self::Simulation { seconds: seconds(rest)? }),
            ["mutants", arguments @ ..] => Some(Self::Mutants { arguments: arguments.to_vec() }),
            words => Some(Self::Everything { seconds: seconds(words)? }),
        }
    }
}

/// What several searches have found: one that finds something keeps no other from looking.
fn together(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    let failures: Vec<String> = outcomes.into_iter().filter_map(Result::err).map(|f| f.to_string()).collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

/// Of each search that could go on for ever, unless somebody says otherwise.
const SECONDS: u64 = 300;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_understood_or_refused() {
        assert_eq!(Wanted::understood(&[]), Some(Wanted::Everything { seconds: SECONDS }));
        assert_eq!(Wanted::understood(&["--seconds", "9"]), Some(Wanted::Everything { seconds: 9 }));
        assert_eq!(Wanted::understood(&["fuzz", "--seconds", "9"]), Some(Wanted::Fuzz { seconds: 9 }));
        assert_eq!(Wanted::understood(&["histories", "--seconds", "9"]), Some(Wanted::Histories { seconds: 9 }));
        assert_eq!(Wanted::understood(&["simulation", "--seconds", "9"]), Some(Wanted::Simulation { seconds: 9 }));
        let shard = Wanted::Mutants { arguments: vec!["--shard", "0/8"] };
        assert_eq!(Wanted::understood(&["mutants", "--shard", "0/8"]), Some(shard));
        for nonsense in [&["fuzz", "--seconds"][..], &["fuzz", "--seconds", "soon"], &["fuzzing"]] {
            assert_eq!(Wanted::understood(nonsense), None, "{nonsense:?}");
        }
    }
}
