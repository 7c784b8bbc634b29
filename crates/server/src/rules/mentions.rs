//! The names in a message's text.

use super::markdown::mentioned;

/// People (without `@`) and channels (without `#`) a text may name, each once, in order.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Names<'a> {
    pub people: Vec<&'a str>,
    pub channels: Vec<&'a str>,
}

/// Looks for names; whether there is such a person or channel is for the caller to find out.
pub(crate) fn names(text: &str) -> Names<'_> {
    let mut names = Names::default();
    for (at, mark) in text.match_indices(['@', '#']) {
        let inside = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let name = mentioned(&text[at + 1..]);
        let list = if mark == "@" { &mut names.people } else { &mut names.channels };
        if !inside && !name.is_empty() && !list.contains(&name) {
            list.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_named_is_found_once() {
        let found = names("@ben, @cem and @ben: see #general (not mail@example)");
        assert_eq!(found, Names { people: vec!["ben", "cem"], channels: vec!["general"] });
    }
}
