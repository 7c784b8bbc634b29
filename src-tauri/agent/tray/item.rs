//! The tray's item, as `ksni` asks for it over D-Bus.

use ksni::{
    Category, Icon, MenuItem, OfflineReason, Status, ToolTip, Tray,
    menu::{CheckmarkItem, StandardItem, SubMenu},
};
use tokio::sync::mpsc;
use vconnct_client::action::Action;

use super::{
    face::{Entry, Face, Mark},
    panel::Panel,
    pictures::{self, Picture},
    sight::View,
};
use crate::markup::escaped;

/// What comes back from the tray.
#[derive(Debug)]
pub(super) enum Event {
    /// A panel shows the item, or none does.
    Panel(bool),
    /// With what lets a window come forward, where the panel gave it in time.
    Wish(Action, Option<String>),
}

/// The item: what it shows now, and where its events go.
pub(super) struct Item {
    face: Face,
    panel: Panel,
    second: bool,
    pictures: Vec<Icon>,
    events: mpsc::UnboundedSender<Event>,
}

impl Item {
    pub(super) fn new(face: Face, panel: Panel, events: mpsc::UnboundedSender<Event>) -> Self {
        let pictures = pictures(face.mark, false, panel);
        Self { face, panel, second: false, pictures, events }
    }

    /// Shows this from now on.
    pub(super) fn show(&mut self, View { face, second }: View) {
        if (face.mark, second) != (self.face.mark, self.second) {
            self.pictures = pictures(face.mark, second, self.panel);
        }
        (self.face, self.second) = (face, second);
    }

    fn tell(&self, event: Event) {
        let _ = self.events.send(event); // fails only while the agent ends
    }

    fn wish(&self, action: Action) {
        self.tell(Event::Wish(action, ksni::current_xdg_activation_token()));
    }
}

impl Tray for Item {
    fn id(&self) -> String {
        "com.vconnct.desktop".into()
    }

    fn title(&self) -> String {
        "Vconnct".into()
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn status(&self) -> Status {
        if self.face.mark == Mark::Ringing { Status::NeedsAttention } else { Status::Active }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.pictures.clone()
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        self.pictures.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip { title: "Vconnct".into(), description: escaped(&self.face.says), ..ToolTip::default() }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.wish(Action::ShowWindow { room: None });
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        self.face.menu.iter().map(entry).collect()
    }

    fn watcher_online(&self) {
        self.tell(Event::Panel(true));
    }

    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        self.tell(Event::Panel(false));
        true // one that comes later shall show it
    }
}

/// The drawings of a mark, as they go over the bus.
fn pictures(mark: Mark, second: bool, panel: Panel) -> Vec<Icon> {
    pictures::pictures(mark, second, panel).into_iter().filter_map(icon).collect()
}

fn icon(Picture { width, height, dots: mut data }: Picture) -> Option<Icon> {
    data.chunks_exact_mut(4).for_each(|dot| dot.rotate_right(1)); // how opaque it is comes first there
    Some(Icon { width: width.try_into().ok()?, height: height.try_into().ok()?, data })
}

fn entry(entry: &Entry) -> MenuItem<Item> {
    let wish = |action: &Action| {
        let action = action.clone();
        Box::new(move |item: &mut Item| item.wish(action.clone()))
    };
    match entry {
        Entry::Chosen(label, checked, action) => {
            CheckmarkItem { label: plain(label), checked: *checked, activate: wish(action), ..CheckmarkItem::default() }
                .into()
        }
        Entry::Does(label, action) => {
            StandardItem { label: plain(label), activate: wish(action), ..StandardItem::default() }.into()
        }
        Entry::Menu(label, entries) => {
            let submenu = entries.iter().map(self::entry).collect();
            SubMenu { label: plain(label), submenu, ..SubMenu::default() }.into()
        }
        Entry::Separator => MenuItem::Separator,
        Entry::Tells(label) => StandardItem { label: plain(label), enabled: false, ..StandardItem::default() }.into(),
    }
}

/// An underscore marks the key of an entry there; a name has none.
fn plain(label: &str) -> String {
    label.replace('_', "__")
}
