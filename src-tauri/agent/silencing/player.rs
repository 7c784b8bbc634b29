//! A media player for the desktop (MPRIS), there only while a call is heard. Any pause silences the call.

use std::{collections::HashMap, time::Duration};

use thiserror::Error;
use tokio::{sync::mpsc, time};
use zbus::{
    Connection, interface,
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

/// Plays nothing; its desktop thinks it plays.
#[derive(Default)]
pub(super) struct Player {
    /// Kept from the first call on.
    bus: Option<Connection>,
    /// The title it plays under.
    plays: Option<String>,
}

/// Why the desktop cannot take us for a player. The call rings all the same.
#[derive(Debug, Error)]
pub(super) enum PlayerError {
    #[error("the session bus does not answer")]
    Late,
    #[error(transparent)]
    Bus(#[from] zbus::Error),
}

impl Player {
    /// Plays under this title from now on, unless it does already; what the person presses goes to `pressed`.
    pub(super) async fn play(&mut self, title: &str, pressed: &mpsc::UnboundedSender<()>) -> Result<(), PlayerError> {
        if self.plays.as_deref() == Some(title) {
            return Ok(());
        }
        self.stop().await;
        if let Err(error) = in_time(self.appear(title, pressed)).await {
            self.bus = None; // the next call tries with another
            return Err(error);
        }
        self.plays = Some(title.to_owned());
        Ok(())
    }

    /// Is no player any more.
    pub(super) async fn stop(&mut self) {
        if self.plays.take().is_none() {
            return;
        }
        let Some(bus) = &self.bus else { return };
        let gone = in_time(async {
            bus.release_name(name()).await?;
            bus.object_server().remove::<Controls, _>(PATH).await?;
            bus.object_server().remove::<Application, _>(PATH).await
        });
        if gone.await.is_err() {
            self.bus = None; // and with it the name
        }
    }

    async fn appear(&mut self, title: &str, pressed: &mpsc::UnboundedSender<()>) -> zbus::Result<()> {
        let bus = match self.bus.take() {
            Some(bus) => bus,
            None => Connection::session().await?,
        };
        // All of it is there before its name is, which is what desktops wait for.
        bus.object_server().at(PATH, Application).await?;
        bus.object_server().at(PATH, Controls { title: title.to_owned(), pressed: pressed.clone() }).await?;
        bus.request_name(name()).await?;
        self.bus = Some(bus);
        Ok(())
    }
}

async fn in_time<T>(call: impl Future<Output = zbus::Result<T>>) -> Result<T, PlayerError> {
    Ok(time::timeout(PATIENCE, call).await.map_err(|_| PlayerError::Late)??)
}

/// One for each agent: there can be several profiles.
fn name() -> String {
    format!("org.mpris.MediaPlayer2.vconnct.instance{}", std::process::id())
}

struct Application;

#[interface(name = "org.mpris.MediaPlayer2")]
impl Application {
    fn raise(&self) {}

    fn quit(&self) {}

    #[zbus(property)]
    fn can_quit(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn can_raise(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn has_track_list(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn identity(&self) -> &'static str {
        "Vconnct"
    }

    #[zbus(property)]
    fn desktop_entry(&self) -> &'static str {
        "com.vconnct.desktop"
    }

    #[zbus(property)]
    fn supported_uri_schemes(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn supported_mime_types(&self) -> Vec<String> {
        Vec::new()
    }
}

struct Controls {
    title: String,
    pressed: mpsc::UnboundedSender<()>,
}

impl Controls {
    fn press(&self) {
        let _ = self.pressed.send(()); // fails only while the agent ends
    }
}

#[interface(name = "org.mpris.MediaPlayer2.Player")]
impl Controls {
    fn next(&self) {}

    fn previous(&self) {}

    fn play(&self) {}

    fn pause(&self) {
        self.press();
    }

    fn play_pause(&self) {
        self.press();
    }

    fn stop(&self) {
        self.press();
    }

    fn seek(&self, _offset: i64) {}

    fn set_position(&self, _track: OwnedObjectPath, _position: i64) {}

    fn open_uri(&self, _uri: &str) {}

    #[zbus(property)]
    fn playback_status(&self) -> &'static str {
        "Playing"
    }

    #[zbus(property)]
    fn rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn minimum_rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn maximum_rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn volume(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn position(&self) -> i64 {
        0
    }

    #[zbus(property)]
    fn metadata(&self) -> HashMap<String, OwnedValue> {
        let track = ObjectPath::from_static_str_unchecked("/com/vconnct/desktop/Call");
        let entries = [
            ("mpris:trackid", Value::from(track)),
            ("xesam:title", Value::from(self.title.clone())),
            ("xesam:artist", Value::from(vec!["Vconnct"])),
        ];
        let owned = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.try_to_owned().ok()?)));
        owned.collect()
    }

    #[zbus(property)]
    fn can_go_next(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn can_go_previous(&self) -> bool {
        false
    }

    /// It plays. Some desktops take a player that cannot for one to leave alone.
    #[zbus(property)]
    fn can_play(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_pause(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_seek(&self) -> bool {
        false
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn can_control(&self) -> bool {
        true
    }
}

const PATH: &str = "/org/mpris/MediaPlayer2";
const PATIENCE: Duration = Duration::from_secs(1);
