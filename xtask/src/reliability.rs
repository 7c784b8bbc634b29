//! The table of docs/reliability.md names tests; each of them must exist.

use std::fs;

use crate::command::root;

#[test]
fn every_test_that_the_table_names_exists() {
    let table = fs::read_to_string(root().join("docs/reliability.md")).unwrap();
    let named: Vec<(&str, &str)> = table.split('`').filter_map(|words| words.split_once(".rs::")).collect();
    assert!((1..30).all(|number| table.contains(&format!("| 8.{number} |"))), "a weakness has no line");
    assert!(named.len() > 29, "{named:?}");
    for (file, test) in named {
        let file = root().join(format!("{file}.rs"));
        let code = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(code.contains(&format!("fn {test}(")), "{} has no {test}", file.display());
    }
}
