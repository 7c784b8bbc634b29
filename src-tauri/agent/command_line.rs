//! Command lines as Windows' registry keeps them: what to start, and with what.

use std::path::Path;

/// A command line in its program and arguments. Only the program may be quoted, or have spaces without.
pub(crate) fn split(line: &str) -> Option<(String, Vec<String>)> {
    let line = line.trim();
    let (program, rest) = match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => match line.to_ascii_lowercase().find(EXTENSION) {
            Some(at) => line.split_at(at + EXTENSION.len()),
            None => (line, ""),
        },
    };
    (!program.is_empty()).then(|| (program.to_owned(), rest.split_whitespace().map(str::to_owned).collect()))
}

/// Whether what the line starts is certainly no file any more. Where the system would have to look for it, or lets
/// nobody look, it may be there.
pub(crate) fn leads_nowhere(line: &str) -> bool {
    let Some((program, _)) = split(line) else { return line.trim().is_empty() };
    let (is_program, path) = (program.to_ascii_lowercase().ends_with(EXTENSION), Path::new(&program));
    is_program && path.is_absolute() && matches!(path.try_exists(), Ok(false))
}

const EXTENSION: &str = ".exe";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_quoted_or_ends_with_its_extension() {
        let program = |line: &str| split(line).map(|(program, _)| program);
        assert_eq!(program(r#""C:\Program Files\Fox\fox.exe""#).as_deref(), Some(r"C:\Program Files\Fox\fox.exe"));
        assert_eq!(program(r"C:\Program Files\Fox\fox.EXE -x").as_deref(), Some(r"C:\Program Files\Fox\fox.EXE"));
        assert_eq!(split(r#""C:\a.exe" --b c"#).unwrap().1, ["--b", "c"]);
        assert_eq!((split(""), split(r#""C:\a.exe"#)), (None, None));
    }

    #[test]
    fn a_line_leads_nowhere_once_its_program_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("Rocket Chat.exe");
        let path = program.display();
        let lines = [format!("\"{path}\" \"%1\""), format!("{path} %1"), format!("\"{path}\"")];
        std::fs::write(&program, "").unwrap();
        assert!(lines.iter().all(|line| !leads_nowhere(line)));
        std::fs::remove_file(&program).unwrap();
        assert!(lines.iter().all(|line| leads_nowhere(line)));
        assert!(leads_nowhere("") && leads_nowhere(" "));
    }

    #[test]
    fn a_program_that_the_system_has_to_look_for_may_be_there() {
        for line in ["rundll32.exe x.dll,Open %1", r#""%ProgramFiles%\X\x.exe" "%1""#, r"C:\none\open.cmd %1"] {
            assert!(!leads_nowhere(line), "{line}");
        }
    }
}
