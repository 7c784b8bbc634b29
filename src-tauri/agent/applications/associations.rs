//! Which application opens what by default (MIME applications associations specification 1.0.1).

use super::entry::group;

/// The names of the files that may say so in each folder, those of this desktop first.
pub(super) fn files(desktops: &str) -> Vec<String> {
    let desktops = desktops.split(':').filter(|desktop| !desktop.is_empty());
    let own = desktops.map(|desktop| format!("{}-{LIST}", desktop.to_ascii_lowercase()));
    own.chain([LIST.to_owned()]).collect()
}

/// The entries that a file names for a kind of thing in one of its groups, in the order to try.
pub(super) fn named(text: &str, in_group: &str, kind: &str) -> Vec<String> {
    let named = group(text, in_group).filter(|(key, _)| key == kind).last();
    let (_, entries) = named.unwrap_or_default();
    entries.split(';').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// The file with `id` named first for a kind of thing; the rest of it stays as it is.
pub(super) fn with_default(text: &str, kind: &str, id: &str) -> String {
    let (mut lines, mut group, mut place) = (Vec::new(), "", None);
    for line in text.lines() {
        if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            group = name;
        }
        let is_of_kind = line.split_once('=').is_some_and(|(key, _)| key.trim() == kind);
        if group == DEFAULT && is_of_kind {
            continue;
        }
        lines.push(line.to_owned());
        if group == DEFAULT && place.is_none() {
            place = Some(lines.len());
        }
    }
    let place = place.unwrap_or_else(|| {
        lines.push(format!("[{DEFAULT}]"));
        lines.len()
    });
    lines.insert(place, format!("{kind}={id}"));
    lines.join("\n") + "\n"
}

/// Groups of such files.
pub(super) const ADDED: &str = "Added Associations";
pub(super) const CACHE: &str = "MIME Cache";
pub(super) const DEFAULT: &str = "Default Applications";
/// The file that the person's choice is written to.
pub(super) const LIST: &str = "mimeapps.list";

#[cfg(test)]
mod tests {
    use super::*;

    const HTTPS: &str = "x-scheme-handler/https";
    const OURS: &str = "x-scheme-handler/vconnct";

    #[test]
    fn the_files_of_the_desktop_come_first() {
        assert_eq!(files("ubuntu:GNOME"), ["ubuntu-mimeapps.list", "gnome-mimeapps.list", "mimeapps.list"]);
        assert_eq!(files(""), ["mimeapps.list"]);
    }

    #[test]
    fn a_file_may_name_several_entries_and_other_groups_do_not_count() {
        let text = "[Added Associations]\nx-scheme-handler/https=a.desktop\n\n[Default Applications]\n\
                    text/html=b.desktop\nx-scheme-handler/https=c.desktop;d.desktop;\n";
        assert_eq!(named(text, DEFAULT, HTTPS), ["c.desktop", "d.desktop"]);
        assert_eq!(named(text, ADDED, HTTPS), ["a.desktop"]);
        assert_eq!(named("[Default Applications]\ntext/html=b.desktop", DEFAULT, HTTPS), [""; 0]);
    }

    #[test]
    fn all_else_that_the_person_chose_stays() {
        let list = "# mine\n[Added Associations]\nx-scheme-handler/vconnct=a.desktop\n\n[Default Applications]\ntext/html=b.desktop\nx-scheme-handler/vconnct=c.desktop\n[Other]\nz=1\n";
        let meant = "# mine\n[Added Associations]\nx-scheme-handler/vconnct=a.desktop\n\n[Default Applications]\nx-scheme-handler/vconnct=v.desktop\ntext/html=b.desktop\n[Other]\nz=1\n";
        assert_eq!(with_default(list, OURS, "v.desktop"), meant);
        assert_eq!(with_default(meant, OURS, "v.desktop"), meant);
        assert_eq!(with_default("", OURS, "v.desktop"), "[Default Applications]\nx-scheme-handler/vconnct=v.desktop\n");
    }
}
