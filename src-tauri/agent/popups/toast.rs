//! What a notification looks like to Windows: a small document in XML.
//!
//! Names in it come from other people. A document that Windows cannot read is a ring that is not shown, so
//! nothing gets into one that would be markup there, or that no document may hold.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::popups::notice::{Button, Kind, Notice};

/// The field for words, by the name that what was typed there comes back with.
pub(super) const WORDS: &str = "words";

/// Whether one leads on by itself, for whoever has our links opened here.
pub(super) fn leads_on(notice: &Notice) -> bool {
    notice.links.iter().any(|(button, _)| *button == Button::Open)
}

/// The document of a notification. A press comes back as [`Button::id`]; of one that leads on by itself (`leads_on`) the
/// system follows links, whether or not anybody still listens, and what has no link is not offered.
///
/// None of them sounds: what there is to hear of a call the ringer plays.
pub(super) fn xml(notice: &Notice, leads_on: bool) -> String {
    let scenario = match notice.kind {
        // Stays until the person or we end it; without it the styles of its buttons are not looked at.
        Kind::Ringing => r#" scenario="incomingCall" useButtonStyle="true""#,
        Kind::Message | Kind::Missed | Kind::Promise | Kind::Started => "",
    };
    let press = |button| if leads_on { Press::follows(button, &notice.links) } else { Some(Press::Tells(button)) };
    let (summary, body) = (text(&notice.summary), text(&notice.body));
    let open = press(Button::Open).map(|press| press.attributes("launch")).unwrap_or_default();
    let image = notice.image.as_deref().map(image).unwrap_or_default();
    let reply = notice.reply.map(field).unwrap_or_default();
    let offered = notice.buttons.iter().filter_map(|(button, label)| Some(action(*button, label, press(*button)?)));
    let buttons: String = offered.collect();
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
    fn follows(button: Button, links: &'a [(Button, String)]) -> Option<Self> {
        links.iter().find(|(of, _)| *of == button).map(|(_, link)| Self::Follows(link))
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
    use crate::{
        popups::{
            notice::{Meanwhile, Missed, Subject},
            promises::Due,
        },
        sample,
        strings::Words,
    };
    use vconnct_client::update::{IncomingPhase, Person};

    fn ringing(name: &str) -> Notice {
        let phase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
        let mut call = sample::incoming("c1", phase);
        call.caller.name = name.into();
        Subject::Ringing { call: Box::new(call), meanwhile: Meanwhile::Nothing }.notice(Words::of("en"), None)
    }

    fn missed() -> Subject {
        let (room, caller) = (sample::room(), sample::person("Jonas Weber"));
        Subject::Missed(Missed { room, workspace_name: "HQ".into(), caller, times: vec![0], earlier: 0 })
    }

    fn promise() -> Subject {
        let person = Person { username: "jonas".into(), ..sample::person("Jonas Weber") };
        Subject::Promise(Due { call: "c1".into(), round: 0, room: sample::room(), person })
    }

    #[test]
    fn a_ring_stays_on_the_screen_is_silent_and_offers_three_answers_and_a_field_for_words() {
        assert_eq!(
            xml(&ringing("Jonas Weber"), false),
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
        let notice = missed().notice(Words::of("en"), None);
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
    fn whatever_has_a_room_to_lead_to_leads_on_and_a_ring_is_answered_here() {
        let (message, started) = (Subject::Message(sample::message("m1")), Subject::Started(sample::started("g1")));
        for subject in [message, missed(), promise(), started] {
            assert!(leads_on(&subject.notice(Words::of("en"), None)), "{subject:?}");
        }
        assert!(!leads_on(&ringing("Jo")));
    }

    #[test]
    fn of_one_that_leads_on_nothing_comes_back() {
        let notice = promise().notice(Words::of("en"), None);
        let (kept, answered) = (xml(&notice, true), xml(&notice, false));
        assert_eq!((kept.matches("<action ").count(), kept.matches("activationType=\"protocol\"").count()), (1, 2));
        assert!(kept.contains(r#"content="Call back""#) && !kept.contains("later"), "{kept}");
        assert!(answered.contains(r#"arguments="later""#) && !answered.contains("protocol"), "{answered}");
    }

    #[test]
    fn a_picture_is_named_by_its_address_whatever_the_person_is_called() {
        let notice = Notice { image: Some(r"C:\Users\Zoë & Co #1\100%.png".into()), ..ringing("Jo") };
        let address = r#"src="file:///C:/Users/Zo%C3%AB%20&amp;%20Co%20%231/100%25.png""#;
        assert!(xml(&notice, true).contains(address), "{}", xml(&notice, true));
    }
}
