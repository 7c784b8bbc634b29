//! How many tests passed, in the words of each runner.

use std::{fmt, ops::AddAssign};

/// Passed and failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Counts {
    pub const FAILED: Self = Self { passed: 0, failed: 1 };
    pub const PASSED: Self = Self { passed: 1, failed: 0 };

    /// Rust's: `test result: ok. 30 passed; 0 failed; …`, once for each program of tests.
    pub fn of_rust(output: &str, succeeded: bool) -> Self {
        let results = output.lines().filter_map(|line| line.strip_prefix("test result: "));
        let counts = results.flat_map(|line| line.split([';', '.']));
        Self::counted(counts.map(str::trim), succeeded)
    }

    /// Vitest's: `      Tests  1 failed | 9 passed (10)`.
    pub fn of_vitest(output: &str, succeeded: bool) -> Self {
        let line = output.lines().rev().find_map(|line| line.trim_start().strip_prefix("Tests "));
        let counts = line.unwrap_or_default().split('(').next().unwrap_or_default().split('|');
        Self::counted(counts.map(str::trim), succeeded)
    }

    /// Node's: `# pass 9` or `ℹ pass 9`, and so for `fail`.
    pub fn of_node(output: &str, succeeded: bool) -> Self {
        let last_words = output.lines().filter_map(|line| line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")));
        let mut counts = Self::default();
        for line in last_words {
            match line.split_once(' ').map(|(word, number)| (word, number.trim().parse::<u64>())) {
                Some(("pass", Ok(number))) => counts.passed += number,
                Some(("fail" | "cancelled", Ok(number))) => counts.failed += number,
                _ => {}
            }
        }
        counts.agreed(succeeded)
    }

    /// `9 passed`, `1 failed`, and other words.
    fn counted<'a>(parts: impl Iterator<Item = &'a str>, succeeded: bool) -> Self {
        let mut counts = Self::default();
        for part in parts {
            match part.split_once(' ').map(|(number, word)| (number.parse::<u64>(), word)) {
                Some((Ok(number), "passed")) => counts.passed += number,
                Some((Ok(number), "failed")) => counts.failed += number,
                _ => {}
            }
        }
        counts.agreed(succeeded)
    }

    /// A runner that broke down before it could count has failed once, and one that found nothing to
    /// run has not done what it was asked.
    fn agreed(mut self, succeeded: bool) -> Self {
        if self.failed == 0 && (!succeeded || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn rusts_programs_of_tests_are_added_up() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 30 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.84s\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";
        assert_eq!(Counts::of_rust(output, false), counts(34, 2));
    }

    #[test]
    fn vitests_last_word_counts() {
        assert_eq!(Counts::of_vitest(" Test Files  2 passed (2)\n      Tests  37 passed (37)\n", true), counts(37, 0));
        assert_eq!(Counts::of_vitest("      Tests  3 failed | 9 passed | 1 skipped (13)\n", false), counts(9, 3));
    }

    #[test]
    fn nodes_words_are_understood_in_both_its_dresses() {
        assert_eq!(Counts::of_node("# tests 9\n# pass 8\n# fail 1\n# cancelled 0\n", false), counts(8, 1));
        assert_eq!(Counts::of_node("ℹ tests 9\nℹ pass 9\nℹ fail 0\n", true), counts(9, 0));
    }

    #[test]
    fn a_runner_that_breaks_down_or_runs_nothing_has_failed() {
        assert_eq!(Counts::of_rust("", false), Counts::FAILED);
        assert_eq!(Counts::of_rust("test result: ok. 5 passed; 0 failed;", false), counts(5, 1));
        assert_eq!(Counts::of_node("", true), Counts::FAILED);
    }
}
