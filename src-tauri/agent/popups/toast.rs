//! What a notification looks like to Windows: a small document in XML.
//!
//! Names in it come from other people. A document that Windows cannot read is a ring that is not shown, so
//! nothing gets into one that would be markup there, or that no document may hold.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::popups::notice::{Button, Kind, Notice};

/// The field for words, by the name that what was typed there comes back with.
pub(super) const WORDS: &str = "words";

/// The document of a notification. A press comes back as [`Button::id`]; where it leads by itself (`linked`) the system
/// follows that link, whether or not anybody still listens.
///
/// None of them sounds: what there is to hear of a call the ringer plays.
pub(super) fn xml(notice: &Notice, linked: bool) -> String {
    let scenario = match notice.kind {
        // Stays until the person or we end it; without it the styles of its buttons are not looked at.
        Kind::Ringing => r#" scenario="incomingCall" useButtonStyle="true""#,
        Kind::Message | Kind::Missed | Kind::Promise | Kind::Started => "",
    };
    let press = |button| Press::of(button, if linked { &notice.links } else { &[] });
    let (summary, body) = (text(&notice.summary), text(&notice.body));
    let open = press(Button::Open).attributes("launch");
    let image = notice.image.as_deref().map(image).unwrap_or_default();
    let reply = notice.reply.map(field).unwrap_or_default();
    let buttons: String = notice.buttons.iter().map(|(button, label)| action(*button, label, press(*button))).collect();
    format!(
        r#"<toast {open}{scenario}><visual><binding template="ToastGeneric"><text>{summary}</text><text>{body}</text>{image}</binding></visual><actions>{reply}{buttons}</actions><audio silent="true"/></toast>"#
    )
}

fn image(file: &Path) -> String {
    format!(r#"<image placement="appLogoOverride" hint-crop="circle" src="{}"/>"#, text(&url(file)))
}

fn field(empty: &str) -> String {
    format!(r#"<input id="{WORDS}" type="text" placeHolderContent="{}"/>"#, text(empty))
}

/// What the system does when something is pressed.
enum Press<'a> {
    Follows(&'a str),
    Tells(Button),
}

impl<'a> Press<'a> {
    fn of(button: Button, links: &'a [(Button, String)]) -> Self {
        let link = links.iter().find(|(of, _)| *of == button);
        link.map_or(Self::Tells(button), |(_, link)| Self::Follows(link))
    }

    /// `name` is what the element calls it.
    fn attributes(&self, name: &str) -> String {
        match self {
            Self::Follows(link) => format!(r#"{name}="{}" activationType="protocol""#, text(link)),
            Self::Tells(button) => format!(r#"{name}="{}""#, button.id()),
        }
    }
}

fn action(button: Button, label: &str, press: Press<'_>) -> String {
    let style = match button {
        Button::Accept => r#" hint-buttonStyle="Success""#,
        Button::Decline => r#" hint-buttonStyle="Critical""#,
        Button::CallBack | Button::Dismiss | Button::Join | Button::Later | Button::Message | Button::Open => "",
    };
    format!(r#"<action content="{}" {}{style}/>"#, text(label), press.attributes("arguments"))
}

/// `text` so that it reads the same between tags and within quotes. What XML has no way to write is left out.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => escaped.push(letter),
            _ => {}
        }
    }
    escaped
}

/// The address of a file.
fn url(file: &Path) -> String {
    let path = file.to_string_lossy().replace('\\', "/");
    format!("file:///{}", utf8_percent_encode(path.trim_start_matches('/'), NO_PART_OF_A_PATH))
}

/// All that would end a path, or begin something else in it.
const NO_PART_OF_A_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{popups::notice::Meanwhile, popups::notice::Subject, sample, strings::Words};
    use vconnct_client::update::IncomingPhase;

    fn ringing(name: &str) -> Notice {
        let phase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
        let mut call = sample::incoming("c1", phase);
        call.caller.name = name.into();
        Subject::Ringing { call: Box::new(call), meanwhile: Meanwhile::Nothing }.notice(Words::of("en"), None)
    }

    #[test]
    fn a_ring_stays_on_the_screen_is_silent_and_offers_three_answers_and_a_field_for_words() {
        assert_eq!(
            xml(&ringing("Jonas Weber"), true),
            concat!(
                r#"<toast launch="default" scenario="incomingCall" useButtonStyle="true">"#,
                r#"<visual><binding template="ToastGeneric">"#,
                r#"<text>Jonas Weber is calling</text><text>Incoming call · Vconnct HQ</text>"#,
                r#"</binding></visual><actions>"#,
                r#"<input id="words" type="text" placeHolderContent="Decline with a message"/>"#,
                r#"<action content="Accept" arguments="accept" hint-buttonStyle="Success"/>"#,
                r#"<action content="Decline" arguments="decline" hint-buttonStyle="Critical"/>"#,
                r#"<action content="Dismiss" arguments="dismiss"/>"#,
                r#"</actions><audio silent="true"/></toast>"#,
            )
        );
    }

    #[test]
    fn a_name_is_never_markup() {
        let xml = xml(&ringing(r#"</text><action arguments="accept"/>&'"#), false);
        assert!(
            xml.contains(r#"<text>&lt;/text&gt;&lt;action arguments=&quot;accept&quot;/&gt;&amp;' is calling</text>"#)
        );
        assert_eq!(xml.matches("<action ").count(), 3, "{xml}");
    }

    #[test]
    fn what_no_document_may_hold_is_left_out_and_the_rest_stays() {
        assert_eq!(
            text("A\u{0}\u{8}\u{b}\u{1f}B\u{fffe}\u{ffff}C \u{e9}\u{2068}\u{1f600}"),
            "ABC \u{e9}\u{2068}\u{1f600}"
        );
    }

    #[test]
    fn a_missed_call_goes_by_itself_and_takes_no_words() {
        let caller = sample::person("Jonas Weber");
        let missed = crate::popups::notice::Missed {
            room: sample::room(),
            workspace_name: "HQ".into(),
            caller,
            times: vec![0],
            earlier: 0,
        };
        let notice = Subject::Missed(missed).notice(Words::of("en"), None);
        let xml = |linked| super::xml(&notice, linked);
        let (linked, xml) = (xml(true), xml(false));
        let room = "vconnct://room/r1?workspace=https%3A%2F%2Fchat.example.com";
        assert!(
            linked.starts_with(&format!(r#"<toast launch="{room}" activationType="protocol"><visual>"#)),
            "{linked}"
        );
        assert!(linked.contains(&format!(r#" arguments="{room}" activationType="protocol"/>"#)), "{linked}");
        assert!(xml.starts_with(r#"<toast launch="default"><visual>"#), "{xml}");
        assert!(!xml.contains("<input") && !xml.contains("buttonStyle"), "{xml}");
        assert!(xml.contains(r#"arguments="call-back""#) && xml.contains(r#"arguments="message""#), "{xml}");
    }

    #[test]
    fn a_picture_is_named_by_its_address_whatever_the_person_is_called() {
        let notice = Notice { image: Some(r"C:\Users\Zoë & Co #1\100%.png".into()), ..ringing("Jo") };
        let address = r#"src="file:///C:/Users/Zo%C3%AB%20&amp;%20Co%20%231/100%25.png""#;
        assert!(xml(&notice, true).contains(address), "{}", xml(&notice, true));
    }
}
