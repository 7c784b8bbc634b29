//! Mutations of the code itself: each a small fault that some test of the same crate should notice.

use std::fs;

use crate::{
    Outcome,
    command::{announce, command, missing, root},
    tools,
};

/// Runs cargo mutants over the pure crates, with some more arguments of its own. Its report is in
/// `target/mutants.out/`.
///
/// # Errors
/// Nothing noticed a mutation that `docs/mutation.md` does not name, or they cannot be tried.
pub(super) fn mutants(arguments: &[&str]) -> Outcome {
    let tool = tools::ensure("cargo-mutants", &[])?;
    let mut mutants = command(&tool.to_string_lossy());
    mutants.args(["mutants", "--output", "target", "--package", "vconnct-call", "--package", "vconnct-proto"]);
    mutants.args(arguments);
    // The same mutation shall have the same fate, soon; and one build of what others wrote serves all.
    mutants.envs([("PROPTEST_CASES", "64"), ("VCONNCT_MODEL_DEPTH", "1"), ("VCONNCT_SEED", "2")]);
    mutants.env("CARGO_TARGET_DIR", root().join("target/mutants"));
    announce(&mutants);
    let status = mutants.status().map_err(|e| missing(&mutants, &e))?;
    if !matches!(status.code(), Some(EVERY_ONE_NOTICED | SOME_MISSED | SOME_WITHOUT_END)) {
        return Err(format!("cargo mutants did not work ({status})").into());
    }
    let read = |file: &str| fs::read_to_string(root().join(file)).map_err(|e| format!("{file} cannot be read: {e}"));
    let survivors = read("target/mutants.out/missed.txt")?;
    let known = read("docs/mutation.md")?;
    let unknown: Vec<&str> = survivors.lines().filter(|survivor| !is_known(survivor, &known)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(format!("no test notices these, and docs/mutation.md has no reason why:\n{}", unknown.join("\n")).into())
}

/// Whether a survivor, `path.rs:line:column: what`, is in the list as "`path.rs: what`". Lines and columns
/// move too easily to count.
fn is_known(survivor: &str, list: &str) -> bool {
    let mut parts = survivor.splitn(4, ':');
    let (path, what) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default().trim());
    list.contains(&format!("`{path}: {what}`"))
}

// How cargo mutants ends.
const EVERY_ONE_NOTICED: i32 = 0;
const SOME_MISSED: i32 = 2;
const SOME_WITHOUT_END: i32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survivor_is_known_by_file_and_deed_wherever_it_moved() {
        let list = "- `crates/call/src/line.rs: replace > with >= in Line::due`: both wait";
        assert!(is_known("crates/call/src/line.rs:12:9: replace > with >= in Line::due", list));
        assert!(!is_known("crates/call/src/line.rs:12:9: replace > with < in Line::due", list));
        assert!(!is_known("crates/call/src/list.rs:12:9: replace > with >= in Line::due", list));
    }
}
