//! Counts tests in what their runners print.

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl Tally {
    /// Reads a line of cargo's, vitest's or Node's runner.
    pub fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += number_before(result, "passed");
            self.failed += number_before(result, "failed");
        } else if let Some(tests) = line.strip_prefix("Tests ") {
            self.passed += number_before(tests, "passed");
            self.failed += number_before(tests, "failed");
        } else if let Some(count) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            self.passed += number_after(count, "pass ");
            self.failed += number_after(count, "fail ");
        }
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The number in "… 12 passed …".
fn number_before(text: &str, word: &str) -> u32 {
    let words: Vec<&str> = text.split([' ', ';', '|', '(']).filter(|part| !part.is_empty()).collect();
    let number = words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok());
    number.unwrap_or(0)
}

/// The number in "pass 12".
fn number_after(text: &str, word: &str) -> u32 {
    text.strip_prefix(word).and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut inside = false;
    for letter in line.chars() {
        match letter {
            '\u{1b}' => inside = true,
            'm' if inside => inside = false,
            _ if inside => {}
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> (u32, u32) {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read(line));
        (tally.passed, tally.failed)
    }

    #[test]
    fn every_runner_is_understood() {
        assert_eq!(read(&["test result: FAILED. 50 passed; 5 failed; 0 ignored; 0 measured"]), (50, 5));
        assert_eq!(
            read(&["      Tests  \u{1b}[31m2 failed\u{1b}[39m | \u{1b}[32m118 passed\u{1b}[39m (120)"]),
            (118, 2)
        );
        assert_eq!(read(&[" Test Files  14 passed (14)", "      Tests  120 passed (120)"]), (120, 0));
        assert_eq!(read(&["ℹ tests 11", "ℹ pass 10", "ℹ fail 1"]), (10, 1));
        assert_eq!(read(&["# pass 7", "# fail 0"]), (7, 0));
        assert_eq!(read(&["running 3 tests", "test a ... ok"]), (0, 0));
    }
}
