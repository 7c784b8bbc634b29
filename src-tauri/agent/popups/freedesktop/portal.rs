//! The portal through which programs in a sandbox (Flatpak, Snap) show notifications.
//!
//! It draws what the desktop's own service draws, has buttons and never a field for words. It does not say when one
//! is closed; a call's goes with the call.

use std::{collections::HashMap, ffi::OsStr, fs, path::Path};

use zbus::{
    Message,
    zvariant::{OwnedValue, Value},
};

use super::{APP_ID, board::Signal};
use crate::popups::notice::{Button, Kind, Notice};

pub(super) const NAME: &str = "org.freedesktop.portal.Desktop";
pub(super) const PATH: &str = "/org/freedesktop/portal/desktop";
pub(super) const INTERFACE: &str = "org.freedesktop.portal.Notification";

/// Whether only the portal shows our notifications: we run in a sandbox.
pub(super) fn is_needed() -> bool {
    is_sandboxed(Path::new("/"), std::env::var_os("SNAP").as_deref())
}

fn is_sandboxed(root: &Path, snap: Option<&OsStr>) -> bool {
    root.join(".flatpak-info").exists() || snap.is_some_and(|snap| !snap.is_empty())
}

/// How it is asked to show a notification. `details`: it knows of what its second version added.
pub(super) fn request(notice: &Notice, details: bool) -> HashMap<&'static str, Value<'_>> {
    let (priority, category) = match notice.kind {
        Kind::Message => ("normal", Some("im.received")),
        Kind::Missed => ("low", Some("call.unanswered")),
        Kind::Ringing => ("urgent", Some("call.incoming")),
        Kind::Promise | Kind::Started => ("normal", None),
    };
    let buttons: Vec<_> = notice.buttons.iter().map(|(button, label)| drawn(*button, label, details)).collect();
    let mut request = HashMap::from([
        ("title", Value::from(notice.summary.as_str())),
        ("body", Value::from(notice.body.as_str())),
        ("icon", icon(notice)),
        ("priority", Value::from(if notice.again { "low" } else { priority })),
        ("default-action", Value::from(Button::Open.id())),
        ("buttons", Value::from(buttons)),
    ]);
    if details {
        let persistent = (notice.kind == Kind::Ringing).then_some("persistent");
        let how: Vec<_> = persistent.into_iter().chain((!notice.again).then_some("show-as-new")).collect();
        request.extend([("display-hint", Value::from(how)), ("sound", Value::from("silent"))]);
        request.extend(category.map(|category| ("category", Value::from(category))));
    }
    request
}

/// What a signal of the portal says of a notification; nothing if it is of another kind. `id_of` knows the names
/// of ours.
pub(super) fn read(member: &str, message: &Message, id_of: impl Fn(&str) -> Option<u32>) -> Option<Signal> {
    if member != "ActionInvoked" {
        return None;
    }
    let body = message.body();
    let (name, button, more): (String, String, Vec<OwnedValue>) = body.deserialize().ok()?;
    Some(Signal::Pressed { id: id_of(&name)?, button, token: more.iter().find_map(token) })
}

/// Of all that comes with a press, what lets a window come forward.
fn token(more: &OwnedValue) -> Option<String> {
    let more: HashMap<String, OwnedValue> = more.try_clone().ok()?.try_into().ok()?;
    more.get("activation-token")?.try_clone().ok()?.try_into().ok()
}

fn drawn<'a>(button: Button, label: &'a str, details: bool) -> HashMap<&'static str, Value<'a>> {
    let mut drawn = HashMap::from([("label", Value::from(label)), ("action", Value::from(button.id()))]);
    let purpose = match button {
        Button::Accept => Some("call.accept"),
        Button::Decline => Some("call.decline"),
        _ => None,
    };
    if let Some(purpose) = purpose.filter(|_| details) {
        drawn.insert("purpose", Value::from(purpose));
    }
    drawn
}

/// The person's picture itself, as the portal cannot see our files; else the app's icon.
fn icon(notice: &Notice) -> Value<'static> {
    let picture = notice.image.as_ref().and_then(|path| fs::read(path).ok());
    let icon = match picture.filter(|picture| picture.len() <= LARGEST) {
        Some(picture) => ("bytes", Value::from(picture)),
        None => ("themed", Value::from(vec![APP_ID])),
    };
    Value::from(icon)
}

/// A larger picture holds up the bus.
const LARGEST: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use vconnct_client::update::IncomingPhase;

    use super::*;
    use crate::{
        popups::notice::{Meanwhile, Subject},
        sample,
        strings::Words,
    };

    fn notice(image: Option<std::path::PathBuf>) -> Notice {
        let phase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
        let call = Box::new(sample::incoming("c1", phase));
        Subject::Ringing { call, meanwhile: Meanwhile::Nothing }.notice(Words::of("en"), image)
    }

    #[test]
    fn a_sandbox_is_known_by_what_it_leaves_for_us() {
        let root = tempfile::tempdir().unwrap();
        assert!(!is_sandboxed(root.path(), None));
        assert!(!is_sandboxed(root.path(), Some(OsStr::new(""))));
        assert!(is_sandboxed(root.path(), Some(OsStr::new("/snap/vconnct/1"))));
        fs::write(root.path().join(".flatpak-info"), "").unwrap();
        assert!(is_sandboxed(root.path(), None));
    }

    #[test]
    fn what_only_the_second_version_knows_is_not_said_to_the_first() {
        let notice = notice(None);
        let (first, second) = (request(&notice, false), request(&notice, true));
        assert_eq!(first["priority"], Value::from("urgent"));
        assert!(["category", "display-hint", "sound"].iter().all(|member| !first.contains_key(member)));
        assert!(!format!("{:?}", first["buttons"]).contains("purpose"));
        assert_eq!(second["category"], Value::from("call.incoming"));
        assert_eq!(second["sound"], Value::from("silent"));
        assert!(format!("{:?}", second["buttons"]).contains("call.accept"));
    }

    #[test]
    fn a_picture_is_handed_over_itself_unless_it_is_too_large_or_gone() {
        let folder = tempfile::tempdir().unwrap();
        let drawn = |size: Option<usize>| {
            let path = folder.path().join("picture");
            let _ = fs::remove_file(&path);
            if let Some(size) = size {
                fs::write(&path, vec![7; size]).unwrap();
            }
            format!("{:?}", icon(&notice(Some(path))))
        };
        assert!(drawn(Some(9)).contains("bytes"));
        assert!(drawn(Some(LARGEST + 1)).contains("themed"));
        assert!(drawn(None).contains("themed"));
    }

    #[test]
    fn a_press_is_read_with_its_token_and_that_of_somebody_elses_is_not() {
        let id_of = |name: &str| name.strip_prefix("work.")?.parse().ok();
        let pressed = |name: &str, more: Vec<Value<'_>>| {
            let signal = Message::signal(PATH, INTERFACE, "ActionInvoked").unwrap();
            read("ActionInvoked", &signal.build(&(name, "accept", more)).unwrap(), id_of)
        };
        let said = |token: Option<&str>| {
            Some(Signal::Pressed { id: 7, button: "accept".into(), token: token.map(str::to_owned) })
        };
        assert_eq!(pressed("work.7", Vec::new()), said(None));
        let platform = HashMap::from([("activation-token", Value::from("t1"))]);
        assert_eq!(pressed("work.7", vec![Value::from("target"), Value::from(platform)]), said(Some("t1")));
        assert_eq!(pressed("default.7", Vec::new()), None);
        let other = Message::signal(PATH, INTERFACE, "SomethingNew").unwrap().build(&()).unwrap();
        assert_eq!(read("SomethingNew", &other, id_of), None);
    }
}
