//! A desk of one's own: display, bus, sound, key store and notifications that nobody else uses.

use std::{env, path::PathBuf};

use crate::{
    bus::Bus,
    display::Display,
    home::Home,
    key_store::{KeyStore, Keys},
    notifications::{Button, Notifications, Service},
    sound::Sound,
    system::System,
};

/// What stands on a desk.
#[derive(Clone, Copy, Debug)]
pub struct Fittings {
    pub bus: bool,
    pub display: bool,
    pub keys: Keys,
    pub notifications: Option<Service>,
    pub sound: bool,
}

/// One person's machine, as far as programs can tell.
#[derive(Debug)]
pub struct Desk {
    // Ends first: it kills all that was started here and might still use the rest.
    home: Home,
    notifications: Option<Notifications>,
    key_store: Option<KeyStore>,
    sound: Option<Sound>,
    display: Option<Display>,
    bus: Option<Bus>,
}

impl Fittings {
    /// Nothing but folders: no session at all.
    pub const BARE: Self = Self { bus: false, display: false, keys: Keys::Absent, notifications: None, sound: false };

    /// Folders and a place that keeps tokens.
    pub const WITH_KEYS: Self = Self { bus: true, keys: Keys::Unlocked, ..Self::BARE };

    /// All that a usual desktop has.
    pub const COMPLETE: Self =
        Self { bus: true, display: true, keys: Keys::Unlocked, notifications: Some(Service::Xfce), sound: true };
}

impl Desk {
    /// Sets up a desk with these fittings, ready to be used.
    pub async fn with(fittings: Fittings) -> Self {
        let mut home = Home::new();
        let bus = if fittings.bus { Some(Bus::start(&mut home).await) } else { None };
        let display = if fittings.display { Some(Display::start(&mut home).await) } else { None };
        let sound = if fittings.sound { Some(Sound::start(&home).await) } else { None };
        let mut desk = Self { home, notifications: None, key_store: None, sound, display, bus };
        if fittings.keys != Keys::Absent {
            desk.key_store = Some(KeyStore::start(&desk.home, desk.bus()).await);
        }
        if fittings.keys == Keys::Locked {
            desk.lock_keys().await;
        }
        if let Some(service) = fittings.notifications {
            desk.start_notifications(service).await;
        }
        desk
    }

    /// Adds to the environment of all programs started here from now on.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.home.set(name, value);
    }

    /// Its folders, and the environment of programs that run here.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Its session bus.
    pub fn bus(&self) -> &Bus {
        self.bus.as_ref().expect("this story's desk has a bus")
    }

    /// Its screen.
    pub fn display(&self) -> &Display {
        self.display.as_ref().expect("this story's desk has a display")
    }

    /// Its loudspeaker.
    pub fn sound(&self) -> &Sound {
        self.sound.as_ref().expect("this story's desk has sound")
    }

    /// The sound server dies.
    pub async fn lose_sound(&mut self) {
        self.sound.take().expect("this story's desk has sound").breaks().await;
    }

    /// A sound server starts again.
    pub async fn start_sound(&mut self) {
        self.sound = Some(Sound::start_again(&self.home).await);
    }

    /// The system's services run, on the bus of this desk.
    pub async fn start_system(&mut self) -> System {
        let system = System::start(self.bus()).await;
        let address = self.bus().address().to_owned();
        self.home.set("DBUS_SYSTEM_BUS_ADDRESS", address);
        system
    }

    /// It is a Wayland desktop: programs that look for a display of that kind are told so.
    pub fn is_wayland(&mut self) {
        self.home.set("WAYLAND_DISPLAY", "wayland-of-a-story");
    }

    /// As [`Self::is_wayland`], with windows by way of X for those that want that: here all, as there is no other way.
    pub fn is_wayland_with_x(&mut self) {
        self.is_wayland();
        self.home.unset("GDK_BACKEND");
    }

    /// Waits until a token of ours is in the key store.
    pub async fn keeps_a_token(&self) {
        self.key_store().keeps_a_token(&self.home).await;
    }

    /// How many tokens of ours are in the key store.
    pub async fn tokens(&self) -> usize {
        self.key_store().tokens(&self.home).await
    }

    /// A key store starts, which opens by itself.
    pub async fn start_keys(&mut self) {
        self.key_store = Some(KeyStore::start(&self.home, self.bus()).await);
    }

    /// The key store dies, and keeps what is in it.
    pub async fn lose_keys(&mut self) {
        let key_store = self.key_store.take().expect("this story's desk has a key store");
        key_store.breaks(self.bus()).await;
    }

    /// The key store falls shut.
    pub async fn lock_keys(&self) {
        self.key_store().lock(self.bus()).await;
    }

    /// Presses a button of the notification on the screen, once there is one.
    pub async fn press(&self, button: Button) {
        self.notifications().press(button, &self.home, self.display()).await;
    }

    /// Its notification service.
    pub fn notifications(&self) -> &Notifications {
        self.notifications.as_ref().expect("this story's desk has notifications")
    }

    /// A notification service starts.
    pub async fn start_notifications(&mut self, service: Service) {
        self.notifications = Some(Notifications::start(service, &self.home, self.bus()).await);
    }

    /// The notification service dies.
    pub async fn lose_notifications(&mut self) {
        let service = self.notifications.take().expect("this story's desk has notifications");
        service.breaks(self.bus()).await;
    }
}

impl Desk {
    fn key_store(&self) -> &KeyStore {
        self.key_store.as_ref().expect("this story's desk has a key store")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(display) = self.display.as_ref().filter(|_| std::thread::panicking()) {
            let story = std::thread::current().name().unwrap_or("story").replace("::", "-");
            let path = pictures_of_failures().join(format!("{story}.png"));
            display.picture().save(&path);
            eprintln!("--- the screen at the end: {}", path.display());
        }
    }
}

fn pictures_of_failures() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from(ROOT).join("target"), PathBuf::from);
    target.join("failures")
}

/// The root of the repository.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
