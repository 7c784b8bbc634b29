//! The key store of one desk.

use zbus::zvariant::{ObjectPath, OwnedObjectPath};

use crate::{
    bus::Bus,
    eventually::eventually,
    home::Home,
    process::{Program, packaged, run},
};

/// What a desk has of a key store.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keys {
    /// Nothing answers.
    Absent,
    /// It is there, and nobody is there to open it.
    Locked,
    Unlocked,
}

/// gnome-keyring, with a password that the story knows.
#[derive(Debug)]
pub struct KeyStore {
    daemon: Program,
}

impl KeyStore {
    /// Starts it unlocked, with an empty collection.
    pub async fn start(home: &Home, bus: &Bus) -> Self {
        let mut command = home.furnish(packaged("gnome-keyring-daemon", "gnome-keyring"));
        command.args(["--unlock", "--components=secrets", "--foreground"]);
        let daemon = Program::start_with_input(command, home.log("gnome-keyring"), "a password").await;
        bus.owned(SERVICE).await;
        Self { daemon }
    }

    /// Waits until it keeps a token of ours.
    pub async fn keeps_a_token(&self, home: &Home) {
        eventually("a token in the key store", async || {
            let mut command = home.furnish(packaged("secret-tool", "libsecret-tools"));
            command.args(["search", "service", "com.vconnct.desktop"]);
            let found = run(command, "").await;
            (!found.stdout.is_empty()).then_some(())
        })
        .await;
    }

    /// How many tokens of ours it keeps.
    pub async fn tokens(&self, home: &Home) -> usize {
        let mut command = home.furnish(packaged("secret-tool", "libsecret-tools"));
        command.args(["search", "--all", "service", "com.vconnct.desktop"]);
        let found = run(command, "").await;
        String::from_utf8_lossy(&found.stdout).lines().filter(|line| line.starts_with('[')).count()
    }

    /// Locks what is in it; a person would have to type the password.
    pub async fn lock(&self, bus: &Bus) {
        let collections = [ObjectPath::from_static_str_unchecked(COLLECTION)];
        let arguments = (&collections[..],);
        let reply = bus.connection().call_method(Some(SERVICE), PATH, Some(INTERFACE), "Lock", &arguments).await;
        let reply = reply.expect("the key store answers");
        let (locked, _): (Vec<OwnedObjectPath>, OwnedObjectPath) = reply.body().deserialize().expect("its signature");
        assert_eq!(locked.len(), 1, "the key store locked nothing");
    }

    /// It dies.
    pub async fn breaks(mut self, bus: &Bus) {
        self.daemon.kill().await;
        bus.free(SERVICE).await;
    }
}

const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const INTERFACE: &str = "org.freedesktop.Secret.Service";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.secrets";
