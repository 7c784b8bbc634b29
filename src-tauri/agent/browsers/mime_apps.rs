//! Which application opens web addresses by default (MIME applications associations specification).

use super::desktop_entry::group;

/// The names of the files that may say so in each folder, those of this desktop first.
pub(super) fn files(desktops: &str) -> Vec<String> {
    let desktops = desktops.split(':').filter(|desktop| !desktop.is_empty());
    let own = desktops.map(|desktop| format!("{}-mimeapps.list", desktop.to_ascii_lowercase()));
    own.chain(["mimeapps.list".to_owned()]).collect()
}

/// The entries that a file names, in the order to try.
pub(super) fn defaults(text: &str) -> Vec<String> {
    let named = group(text, "Default Applications").filter(|(kind, _)| kind == "x-scheme-handler/https").last();
    let (_, entries) = named.unwrap_or_default();
    entries.split(';').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_the_desktop_come_first() {
        assert_eq!(files("ubuntu:GNOME"), ["ubuntu-mimeapps.list", "gnome-mimeapps.list", "mimeapps.list"]);
        assert_eq!(files(""), ["mimeapps.list"]);
    }

    #[test]
    fn a_file_may_name_several_entries_and_other_groups_do_not_count() {
        let text = "[Added Associations]\nx-scheme-handler/https=a.desktop\n\n[Default Applications]\n\
                    text/html=b.desktop\nx-scheme-handler/https=c.desktop;d.desktop;\n";
        assert_eq!(defaults(text), ["c.desktop", "d.desktop"]);
        assert_eq!(defaults("[Default Applications]\ntext/html=b.desktop"), [""; 0]);
    }
}
