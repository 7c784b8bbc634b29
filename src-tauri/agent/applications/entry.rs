//! A desktop entry, as far as it tells what an application opens and how (desktop entry specification 1.5).

use std::collections::HashMap;

/// An application's entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    keys: HashMap<String, String>,
}

impl Entry {
    /// Reads a file; nothing if it describes no application, or one that counts as removed.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let entry = Self { keys: group(text, "Desktop Entry").collect() };
        (entry.key("Type") == Some("Application") && !entry.is("Hidden")).then_some(entry)
    }

    /// Whether it is for browsing, and in a window of its own.
    pub(crate) fn is_browser(&self) -> bool {
        let browses = self.opens("x-scheme-handler/https") || self.lists("Categories", "WebBrowser");
        browses && !self.is("Terminal") && !self.is("NoDisplay")
    }

    /// Whether it says that it opens this kind of thing.
    pub(crate) fn opens(&self, kind: &str) -> bool {
        self.lists("MimeType", kind)
    }

    /// Its name in `language`, or the one that has no language.
    pub(crate) fn name(&self, language: &str) -> Option<String> {
        let name = self.key(&format!("Name[{language}]")).or_else(|| self.key("Name"))?;
        let name = unescaped(name).trim().to_owned();
        (!name.is_empty()).then_some(name)
    }

    /// The programs without which it is of no use: the one to look for, and the one that is started.
    pub(super) fn programs(&self) -> Vec<String> {
        self.key("TryExec").map(unescaped).into_iter().chain(self.program()).collect()
    }

    /// The program that is started, as a path or by its name.
    pub(crate) fn program(&self) -> Option<String> {
        let program = self.arguments()?.into_iter().next()?;
        Some(program.replace("%%", "%"))
    }

    /// The program and the arguments that have it open `address`; nothing if the entry makes no sense.
    pub(crate) fn command(&self, address: &str) -> Option<Vec<String>> {
        let program = self.program().filter(|program| !program.is_empty() && !program.starts_with('%'))?;
        let arguments = self.arguments()?.into_iter().skip(1);
        let (mut command, mut is_given) = (vec![program], false);
        for argument in arguments {
            if argument == "%i" {
                let icon = self.key("Icon").filter(|icon| !icon.is_empty());
                command.extend(icon.into_iter().flat_map(|icon| ["--icon".to_owned(), unescaped(icon)]));
                continue;
            }
            let filled = self.filled(&argument, address, &mut is_given);
            // A code that stands for nothing leaves no argument behind.
            if !filled.is_empty() || !argument.starts_with('%') {
                command.push(filled);
            }
        }
        if !is_given {
            command.push(address.to_owned());
        }
        Some(command)
    }

    /// An argument with what its field codes stand for. The address stands in it once.
    fn filled(&self, argument: &str, address: &str, is_given: &mut bool) -> String {
        let mut filled = String::new();
        let mut letters = argument.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                filled.push(letter);
                continue;
            }
            match letters.next() {
                Some('%') => filled.push('%'),
                Some('c') => filled.extend(self.name("")),
                Some('f' | 'F' | 'u' | 'U') if !std::mem::replace(is_given, true) => filled.push_str(address),
                // The entry's own place, and what the specification has given up.
                _ => {}
            }
        }
        filled
    }

    /// What is started with its arguments, unquoted, field codes still in them.
    fn arguments(&self) -> Option<Vec<String>> {
        split(&unescaped(self.key("Exec")?))
    }

    fn lists(&self, key: &str, what: &str) -> bool {
        self.key(key).is_some_and(|list| list.split(';').any(|one| one == what))
    }

    fn is(&self, key: &str) -> bool {
        self.key(key) == Some("true")
    }

    fn key(&self, key: &str) -> Option<&str> {
        self.keys.get(key).map(String::as_str)
    }
}

/// The keys of one group of a file; of a key that is there twice the last counts.
pub(super) fn group<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = (String, String)> + 'a {
    let mut inside = false;
    text.lines().map(str::trim).filter_map(move |line| {
        if let Some(group) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            inside = group == name;
            return None;
        }
        let (key, value) = line.split_once('=').filter(|_| inside && !line.starts_with('#'))?;
        Some((key.trim_end().to_owned(), value.trim_start().to_owned()))
    })
}

/// What is escaped in every value.
fn unescaped(value: &str) -> String {
    let mut plain = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (letter, false) => plain.push(letter),
            _ => match letters.next() {
                Some('n') => plain.push('\n'),
                Some('r') => plain.push('\r'),
                Some('s') => plain.push(' '),
                Some('t') => plain.push('\t'),
                Some('\\') => plain.push('\\'),
                // For whoever reads the value next.
                Some(other) => plain.extend(['\\', other]),
                None => plain.push('\\'),
            },
        }
    }
    plain
}

/// A command line in its arguments; nothing if a quotation has no end.
fn split(line: &str) -> Option<Vec<String>> {
    let mut arguments = Vec::new();
    let mut argument: Option<String> = None;
    let mut is_quoted = false;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                is_quoted = !is_quoted;
                argument.get_or_insert_default();
            }
            '\\' if is_quoted => argument.get_or_insert_default().push(letters.next()?),
            ' ' | '\t' | '\n' if !is_quoted => arguments.extend(argument.take()),
            letter => argument.get_or_insert_default().push(letter),
        }
    }
    arguments.extend(argument);
    (!is_quoted).then_some(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://meet.example/a?b=1&c=$(id)";

    fn entry(keys: &str) -> Entry {
        Entry::read(&format!("[Desktop Entry]\nType=Application\nName=Web\n{keys}\n")).expect("an application")
    }

    fn command(exec: &str) -> Option<Vec<String>> {
        entry(&format!("Icon=web\nExec={exec}")).command(ADDRESS)
    }

    #[test]
    fn the_address_takes_the_place_of_its_code() {
        for (exec, command_line) in [
            ("firefox %u", vec!["firefox", ADDRESS]),
            ("/usr/bin/chromium %U", vec!["/usr/bin/chromium", ADDRESS]),
            ("web --new-window=%u --", vec!["web", &format!("--new-window={ADDRESS}"), "--"]),
            ("web %u %u", vec!["web", ADDRESS]),
            ("web %f", vec!["web", ADDRESS]),
            ("web", vec!["web", ADDRESS]),
            ("web %i %c 100%% %k %d %u", vec!["web", "--icon", "web", "Web", "100%", ADDRESS]),
        ] {
            assert_eq!(command(exec).unwrap(), command_line, "{exec}");
        }
    }

    #[test]
    fn arguments_are_quoted_as_the_specification_says() {
        assert_eq!(
            command(r#""/opt/My Browser/web" --title "a \\"b\\" \\$HOME \\\\" "" %u"#).unwrap(),
            ["/opt/My Browser/web", "--title", r#"a "b" $HOME \"#, "", ADDRESS]
        );
        assert_eq!(command(r"web\s--private %u").unwrap(), ["web", "--private", ADDRESS]);
    }

    #[test]
    fn what_makes_no_sense_starts_nothing() {
        for exec in ["", "  ", r#""web %u"#, "%u", r#""" %u"#, "%i %u"] {
            assert_eq!(command(exec), None, "{exec}");
        }
        assert!(entry("").command(ADDRESS).is_none());
    }

    #[test]
    fn a_browser_says_that_it_opens_https_or_is_one() {
        assert!(entry("MimeType=text/html;x-scheme-handler/https;").is_browser());
        assert!(entry("Categories=Network;WebBrowser").is_browser());
        for other in [
            "MimeType=text/html;x-scheme-handler/httpsx",
            "Categories=WebBrowser;\nTerminal=true",
            "Categories=WebBrowser;\nNoDisplay=true",
            "",
        ] {
            assert!(!entry(other).is_browser(), "{other}");
        }
    }

    #[test]
    fn its_name_is_in_the_language_of_the_windows() {
        let web = entry("Name[de]=Netz\nName[de_AT]=Netzerl");
        assert_eq!((web.name("de").as_deref(), web.name("fr").as_deref()), (Some("Netz"), Some("Web")));
    }

    #[test]
    fn only_an_application_that_is_there_counts_and_of_it_its_own_group() {
        for other in ["", "[Desktop Entry]\nType=Link", "[Desktop Entry]\nType=Application\nHidden=true", "nonsense"] {
            assert!(Entry::read(other).is_none(), "{other}");
        }
        let with_actions =
            entry("# Exec=none\nExec=web %u\n[Desktop Action private]\nName=Private\nExec=web --private");
        assert_eq!(with_actions.command(ADDRESS).unwrap(), ["web", ADDRESS]);
        assert_eq!(with_actions.name("en").as_deref(), Some("Web"));
    }
}
