//! What a notification looks like to macOS: words of its own, and a category that says what it offers.
//!
//! Accept comes first, as the one that people see without opening the others. A field for words is a button of
//! its own there, which opens it: so there is a plain Decline too.

use std::path::{Path, PathBuf};

use super::notice::{Button, Kind, Notice};

/// A notification as it is handed to macOS. None of them sounds: what there is to hear of a call the ringer plays.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Banner {
    pub(super) title: String,
    pub(super) body: String,
    pub(super) category: Category,
    /// Shown even while a focus holds others back, where macOS lets this app.
    pub(super) is_time_sensitive: bool,
    /// It was told before: it comes up no second time.
    pub(super) is_passive: bool,
    /// In a form that macOS draws.
    pub(super) image: Option<PathBuf>,
}

/// What a notification offers. macOS is told of it once, by its name; the same offers have the same.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Category {
    pub(super) name: String,
    pub(super) offers: Vec<Offer>,
}

/// Something to press.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Offer {
    /// What it comes back as.
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    /// Drawn as something that one would not press by mistake.
    pub(super) is_grave: bool,
    /// What stands on the button beside its field for words, where it has one.
    pub(super) sends: Option<&'static str>,
}

impl Banner {
    pub(super) fn of(notice: &Notice) -> Self {
        Self {
            title: notice.summary.clone(),
            body: notice.body.clone(),
            category: Category::of(notice),
            is_time_sensitive: notice.kind == Kind::Ringing,
            is_passive: notice.again,
            image: notice.image.clone().filter(|file| is_drawn(file)),
        }
    }
}

impl Category {
    fn of(notice: &Notice) -> Self {
        let mut offers = Vec::new();
        for &(button, label) in &notice.buttons {
            let offer = Offer { id: button.id(), label, is_grave: button == Button::Decline, sends: None };
            let with_words = notice.reply.filter(|_| button == Button::Decline);
            let with_words =
                with_words.map(|words| Offer { id: WITH_WORDS, label: words, sends: Some(label), ..offer.clone() });
            offers.push(offer);
            offers.extend(with_words);
        }
        let labels: Vec<&str> = offers.iter().map(|offer| offer.label).collect();
        Self { name: labels.join("|"), offers }
    }
}

/// The button that an offer of this name stands for.
pub(super) fn button(id: &str) -> &str {
    if id == WITH_WORDS { Button::Decline.id() } else { id }
}

fn is_drawn(file: &Path) -> bool {
    file.extension().is_some_and(|form| form == "png" || form == "jpg")
}

const WITH_WORDS: &str = "decline-with-words";

#[cfg(test)]
mod tests {
    use vconnct_client::update::IncomingPhase;

    use super::*;
    use crate::{
        popups::notice::{Meanwhile, Missed, Subject},
        sample,
        strings::Words,
    };

    fn ringing(meanwhile: Meanwhile, language: &str) -> Notice {
        let phase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
        let call = Box::new(sample::incoming("c1", phase));
        Subject::Ringing { call, meanwhile }.notice(Words::of(language), None)
    }

    fn labels(banner: &Banner) -> Vec<&str> {
        banner.category.offers.iter().map(|offer| offer.label).collect()
    }

    #[test]
    fn a_ring_breaks_through_and_is_answered_in_four_ways_one_of_them_with_words() {
        let banner = Banner::of(&ringing(Meanwhile::Nothing, "en"));
        assert!(banner.is_time_sensitive);
        assert_eq!(
            (banner.title.as_str(), banner.body.as_str()),
            ("Jonas Weber is calling", "Incoming call · Vconnct HQ")
        );
        assert_eq!(labels(&banner), ["Accept", "Decline", "Decline with a message", "Dismiss"]);
        let fields: Vec<_> = banner.category.offers.iter().map(|offer| offer.sends).collect();
        assert_eq!(fields, [None, None, Some("Decline"), None]);
    }

    #[test]
    fn every_offer_comes_back_as_a_button_of_ours() {
        let banner = Banner::of(&ringing(Meanwhile::Nothing, "en"));
        let buttons: Vec<_> = banner.category.offers.iter().map(|offer| Button::of(button(offer.id))).collect();
        let decline = Some(Button::Decline);
        assert_eq!(buttons, [Some(Button::Accept), decline, decline, Some(Button::Dismiss)]);
    }

    #[test]
    fn the_same_offers_are_one_category_and_others_another() {
        let name = |meanwhile, language| Banner::of(&ringing(meanwhile, language)).category.name;
        let plain = name(Meanwhile::Nothing, "en");
        assert_eq!(plain, name(Meanwhile::Nothing, "en"));
        assert_ne!(plain, name(Meanwhile::Calls, "en"));
        assert_ne!(plain, name(Meanwhile::Nothing, "de"));
    }

    #[test]
    fn a_missed_call_waits_and_offers_to_call_back_or_to_write() {
        let caller = sample::person("Jonas Weber");
        let missed = Missed { room: sample::room(), workspace_name: "HQ".into(), caller, times: vec![0], earlier: 0 };
        let banner = Banner::of(&Subject::Missed(missed).notice(Words::of("en"), None));
        assert!(!banner.is_time_sensitive);
        assert_eq!(labels(&banner), ["Call back", "Message"]);
        assert!(banner.category.offers.iter().all(|offer| offer.sends.is_none() && !offer.is_grave));
    }

    #[test]
    fn a_picture_that_macos_does_not_draw_is_left_out() {
        let image = |file: &str| {
            let notice = Notice { image: Some(file.into()), ..ringing(Meanwhile::Nothing, "en") };
            Banner::of(&notice).image.is_some()
        };
        assert!(image("a.png") && image("a.jpg"));
        assert!(!image("a.webp") && !image("png"));
    }
}
