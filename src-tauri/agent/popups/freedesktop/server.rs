//! The desktop's own notification service, in its own words.

use std::collections::HashMap;

use zbus::{Message, zvariant::Value};

use super::{APP_NAME, board::Signal, bus::Capabilities};
use crate::{
    icon::LAUNCHER,
    markup::escaped,
    popups::notice::{Kind, Notice},
};

pub(super) const NAME: &str = "org.freedesktop.Notifications";
pub(super) const PATH: &str = "/org/freedesktop/Notifications";

/// What `Notify` takes: name, id of the one to replace, icon, summary, body, actions, hints, and for how long.
pub(super) type Request<'a> =
    (&'static str, u32, &'a str, &'a str, String, Vec<&'static str>, HashMap<&'static str, Value<'a>>, i32);

/// How this service is asked to show a notification.
pub(super) fn request<'a>(notice: &'a Notice, icon: &'a str, can: Capabilities) -> Request<'a> {
    let body = if can.markup { escaped(&notice.body) } else { notice.body.clone() };
    let field = notice.reply.filter(|_| can.reply);
    let actions = if can.actions { actions(notice, field) } else { Vec::new() };
    let expire = match notice.kind {
        Kind::Message | Kind::Missed | Kind::Started => EXPIRE_AS_USUAL,
        // Nothing else reminds of it.
        Kind::Promise | Kind::Ringing => EXPIRE_NEVER,
    };
    (APP_NAME, 0, icon, notice.summary.as_str(), body, actions, hints(notice, field), expire)
}

/// What a signal of this service says of a notification; nothing if it is of another kind.
pub(super) fn read(member: &str, message: &Message) -> Option<Signal> {
    let body = message.body();
    match member {
        "ActionInvoked" => {
            let (id, button) = body.deserialize().ok()?;
            Some(Signal::Pressed { id, button, token: None })
        }
        "ActivationToken" => {
            let (id, token) = body.deserialize().ok()?;
            Some(Signal::Token { id, token })
        }
        "NotificationClosed" => {
            let (id, reason) = body.deserialize().ok()?;
            Some(Signal::Closed { id, reason })
        }
        "NotificationReplied" => {
            let (id, words) = body.deserialize().ok()?;
            Some(Signal::Replied { id, words })
        }
        _ => None,
    }
}

/// Buttons in their order; `default` has no label, so that nobody draws another button for it. What opens the
/// `field` for words stands behind them.
fn actions(notice: &Notice, field: Option<&'static str>) -> Vec<&'static str> {
    let buttons = notice.buttons.iter().flat_map(|(button, label)| [button.id(), label]);
    let field = field.into_iter().flat_map(|label| ["inline-reply", label]);
    buttons.chain(field).chain(["default", ""]).collect()
}

fn hints<'a>(notice: &'a Notice, field: Option<&'a str>) -> HashMap<&'static str, Value<'a>> {
    let (urgency, category) = match notice.kind {
        Kind::Message => (1u8, "im.received"),
        Kind::Missed => (0u8, "call.unanswered"),
        Kind::Promise => (1u8, "call"),
        Kind::Ringing => (2u8, "call.incoming"),
        Kind::Started => (1u8, "call"),
    };
    let mut hints = HashMap::from([
        ("urgency", Value::from(if notice.again { 0 } else { urgency })),
        ("category", Value::from(category)),
        ("desktop-entry", Value::from(LAUNCHER)),
        ("suppress-sound", Value::from(true)),
    ]);
    if let Some(field) = field {
        hints.insert("x-kde-reply-placeholder-text", Value::from(field));
    }
    if let Some(path) = notice.image.as_ref().and_then(|path| path.to_str()) {
        hints.insert("image-path", Value::from(path));
    }
    hints
}

const EXPIRE_AS_USUAL: i32 = -1;
const EXPIRE_NEVER: i32 = 0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_read_and_anything_else_is_passed_over() {
        let signal = |member: &'static str| Message::signal(PATH, NAME, member).unwrap();
        let pressed = signal("ActionInvoked").build(&(7u32, "accept")).unwrap();
        let said = Signal::Pressed { id: 7, button: "accept".into(), token: None };
        assert_eq!(read("ActionInvoked", &pressed), Some(said));
        let replied = signal("NotificationReplied").build(&(7u32, "On my way.")).unwrap();
        let said = Signal::Replied { id: 7, words: "On my way.".into() };
        assert_eq!(read("NotificationReplied", &replied), Some(said));
        assert_eq!(read("ActionInvoked", &signal("ActionInvoked").build(&("seven", 7u32)).unwrap()), None);
        assert_eq!(read("SomethingNew", &signal("SomethingNew").build(&()).unwrap()), None);
    }
}
