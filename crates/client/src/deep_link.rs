//! Links of our own, `vconnct://…`: what may stand in one, and what it asks for.
//!
//! Anybody can write such a link, and any page can have the system open it. So nothing is guessed:
//! what is not one of the forms below asks for nothing. Whether a link is followed is the person's
//! to say; the window asks before anything leaves this computer.
//!
//! ```text
//! vconnct://call/USERNAME    vconnct://join/CALL    vconnct://room/NAME-OR-ID    …?workspace=ADDRESS
//! ```

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::Url;
use vconnct_proto::CallId;

use crate::{address, update::WorkspaceId};

/// What a link asks for. Without a workspace the one that the window shows is meant.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "to", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DeepLink {
    /// To call somebody.
    Call { workspace: Option<WorkspaceId>, username: String },
    /// To join a call that runs.
    Join {
        workspace: Option<WorkspaceId>,
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// To open a room, by its id or the name that the sidebar shows.
    Room { workspace: Option<WorkspaceId>, room: String },
    /// To go on with a sign-in that nobody here waits for. One that is awaited never gets this far
    /// (`single_sign_on.rs`).
    SignIn,
    /// Nothing we know.
    Unreadable,
}

impl DeepLink {
    /// Reads a link, whoever wrote it.
    ///
    /// ```
    /// use vconnct_client::deep_link::DeepLink;
    ///
    /// let link = DeepLink::read("vconnct://call/jonas?workspace=chat.example.com");
    /// let workspace = Some("https://chat.example.com".to_owned());
    /// assert_eq!(link, DeepLink::Call { workspace, username: "jonas".into() });
    /// assert_eq!(DeepLink::read("vconnct://format/disk"), DeepLink::Unreadable);
    /// ```
    pub fn read(text: &str) -> Self {
        read(text).unwrap_or(Self::Unreadable)
    }

    /// The link that is read as this; nothing where a name has letters that no link may have.
    pub fn written(&self) -> Option<String> {
        let (to, name, workspace) = match self {
            Self::Call { workspace, username } => ("call", username.as_str(), workspace),
            Self::Join { workspace, call_id } => ("join", call_id.as_str(), workspace),
            Self::Room { workspace, room } => ("room", room.as_str(), workspace),
            Self::SignIn | Self::Unreadable => return None,
        };
        let mut url = Url::parse(&format!("vconnct://{to}")).ok()?;
        url.path_segments_mut().ok()?.push(name);
        if let Some(workspace) = workspace {
            url.query_pairs_mut().append_pair("workspace", workspace);
        }
        let link = String::from(url);
        (Self::read(&link) == *self).then_some(link)
    }
}

fn read(text: &str) -> Option<DeepLink> {
    if text.len() > LONGEST {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let plain = url.scheme() == "vconnct"
        && url.username().is_empty()
        && url.password().is_none()
        && url.port().is_none()
        && url.fragment().is_none();
    let whom = url.path().strip_prefix('/').filter(|_| plain)?;
    let name = name(whom)?;
    let workspace = workspace(&url)?;
    match url.host_str()? {
        "call" => Some(DeepLink::Call { workspace, username: name }),
        "join" => Some(DeepLink::Join { workspace, call_id: name.into() }),
        "room" => Some(DeepLink::Room { workspace, room: name }),
        _ => None,
    }
}

/// A name as usernames, ids and rooms have them. Nothing that could pass for other words in a question.
fn name(encoded: &str) -> Option<String> {
    let decoded = percent_decode_str(encoded).decode_utf8().ok()?;
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let is_name = !decoded.is_empty() && decoded.chars().count() <= LONGEST_NAME && decoded.chars().all(fits);
    is_name.then(|| decoded.into_owned())
}

/// The workspace that is named, if one is; nothing at all if the question mark leads anywhere else.
fn workspace(url: &Url) -> Option<Option<WorkspaceId>> {
    let mut pairs = url.query_pairs();
    match (pairs.next(), pairs.next()) {
        (None, _) => Some(None),
        (Some((key, typed)), None) if key == "workspace" => {
            let root = address::roots(&typed).into_iter().next()?;
            Some(Some(address::workspace_id(&root)))
        }
        _ => None,
    }
}

/// Ours have less than two hundred letters.
const LONGEST: usize = 1024;
const LONGEST_NAME: usize = 100;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn call(workspace: Option<&str>, username: &str) -> DeepLink {
        DeepLink::Call { workspace: workspace.map(str::to_owned), username: username.into() }
    }

    #[test]
    fn each_form_asks_for_one_thing() {
        assert_eq!(DeepLink::read("vconnct://call/jonas.weber"), call(None, "jonas.weber"));
        let join = DeepLink::Join { workspace: None, call_id: "6Jd8s-x_1".into() };
        assert_eq!(DeepLink::read("vconnct://join/6Jd8s-x_1"), join);
        let room = DeepLink::Room { workspace: None, room: "release-train".into() };
        assert_eq!(DeepLink::read("vconnct://room/release-train"), room);
    }

    #[test]
    fn a_workspace_is_named_as_it_is_known_here() {
        for address in ["chat.example.com", "https://chat.example.com/", "https%3A%2F%2Fchat.example.com%2Fhome"] {
            let link = DeepLink::read(&format!("vconnct://call/jonas?workspace={address}"));
            assert_eq!(link, call(Some("https://chat.example.com"), "jonas"), "{address}");
        }
    }

    #[test]
    fn names_come_in_every_script() {
        assert_eq!(DeepLink::read("VCONNCT://call/Am%C3%A9lie"), call(None, "Amélie"));
        assert_eq!(DeepLink::read("vconnct://call/山田"), call(None, "山田"));
    }

    #[test]
    fn whatever_else_a_page_may_write_asks_for_nothing() {
        let long = format!("vconnct://call/{}", "a".repeat(101));
        let huge = format!("vconnct://call/jonas?workspace={}.example", "a".repeat(2000));
        for hostile in [
            "",
            "vconnct:",
            "vconnct://",
            "vconnct:call/jonas",
            "vconnct://call",
            "vconnct://call/",
            "vconnct://call/jonas/accept",
            "vconnct://call/../room/general",
            "vconnct://quit/now",
            "vconnct://answer/all",
            "https://call/jonas",
            "javascript:alert(1)",
            "vconnct://ana@call/jonas",
            "vconnct://ana:secret@call/jonas",
            "vconnct://call:80/jonas",
            "vconnct://call/jonas#now",
            "vconnct://call/jonas?now=1",
            "vconnct://call/jonas?workspace=",
            "vconnct://call/jonas?workspace=file%3A%2F%2F%2Fetc%2Fpasswd",
            "vconnct://call/jonas?workspace=https%3A%2F%2Fana%3Asecret%40chat.example.com",
            "vconnct://call/jonas?workspace=a.example&workspace=b.example",
            "vconnct://call/--profile%20other",
            "vconnct://call/jonas%0AAllow%20everything",
            "vconnct://call/jonas%00",
            "vconnct://call/%E2%80%AEsanoj", // turns the letters around
            "vconnct://call/jo%E2%80%8Bnas", // looks like another
            "vconnct://call/%FF",
            "vconnct://call/<b>jonas</b>",
            &long,
            &huge,
        ] {
            assert_eq!(DeepLink::read(hostile), DeepLink::Unreadable, "{hostile}");
        }
    }

    #[test]
    fn a_link_is_written_as_it_is_read_or_not_at_all() {
        for id in ["https://chat.example.com", "http://localhost:3000", "https://example.com/chat"] {
            let workspace = Some(id.to_owned());
            let room = DeepLink::Room { workspace: workspace.clone(), room: "r1Za_x-9.".into() };
            assert_eq!(DeepLink::read(&room.written().unwrap()), room);
            let join = DeepLink::Join { workspace, call_id: "6Jd8s".into() };
            assert_eq!(DeepLink::read(&join.written().unwrap()), join);
        }
        let plain = call(Some("https://chat.example.com"), "Amélie");
        let expected = "vconnct://call/Am%C3%A9lie?workspace=https%3A%2F%2Fchat.example.com";
        assert_eq!(plain.written().as_deref(), Some(expected));
        for nameless in ["", "..", "two words", "a/b"] {
            assert_eq!(call(None, nameless).written(), None, "{nameless:?}");
        }
        assert_eq!(DeepLink::Unreadable.written(), None);
    }

    proptest! {
        #[test]
        fn nothing_a_page_can_write_makes_it_panic(text in "(vconnct:/{0,3})?(call|join|room)?\\PC{0,60}") {
            DeepLink::read(&text);
        }

        #[test]
        fn a_name_that_was_read_holds_no_sign_but_three(text in "vconnct://call/\\PC{1,20}") {
            if let DeepLink::Call { username, .. } = DeepLink::read(&text) {
                prop_assert!(username.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter)));
            }
        }
    }
}
