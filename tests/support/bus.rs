//! A session bus of one desk: only what its story starts can answer.

use std::{fs, path::PathBuf};

use tokio::process::Command;
use zbus::{Connection, fdo::DBusProxy, names::BusName};

use crate::{
    eventually::eventually,
    home::Home,
    process::{Program, packaged},
};

/// `dbus-daemon`. Of services that are started by asking for them it knows only those of its story.
#[derive(Debug)]
pub struct Bus {
    _daemon: Program,
    address: String,
    connection: Connection,
    /// What tells it of them.
    services: PathBuf,
}

impl Bus {
    /// Starts it, and puts its address into the environment of `home`.
    pub async fn start(home: &mut Home) -> Self {
        let (config, services) = (home.path("bus.conf"), home.path("services"));
        fs::create_dir(&services).expect("ours");
        let folders = [("SOCKETS", home.path("run")), ("SERVICES", services.clone())];
        let text = folders
            .iter()
            .fold(CONFIG.to_owned(), |text, (name, path)| text.replace(name, &path.display().to_string()));
        fs::write(&config, text).expect("ours");
        let mut command: Command = home.furnish(packaged("dbus-daemon", "dbus-daemon"));
        command.args(["--nofork", "--print-address=1"]).arg(format!("--config-file={}", config.display()));
        let (daemon, address) = Program::start_and_read_line(command, home.log("bus")).await;
        home.set("DBUS_SESSION_BUS_ADDRESS", address.clone());
        let connection = connect(&address).await;
        Self { _daemon: daemon, address, connection, services }
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A connection of the story's own.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// A connection of somebody else.
    pub async fn stranger(&self) -> Connection {
        connect(&self.address).await
    }

    /// From now on who is asked for something by this name is started, if he is not there: the story does that, when
    /// [`Bus::has_started`] says so.
    pub async fn starts(&self, name: &str) {
        let file = self.services.join(format!("{name}.service"));
        let started = self.sign_of(name);
        let service = format!("[D-BUS Service]\nName={name}\nExec=/usr/bin/touch {}\n", started.display());
        fs::write(file, service).expect("ours");
        let bus = DBusProxy::new(&self.connection).await.expect("the bus is there");
        bus.reload_config().await.expect("it is as it was");
    }

    /// Waits until somebody asked for what goes by this name.
    pub async fn has_started(&self, name: &str) {
        let sign = self.sign_of(name);
        eventually(format_args!("{name} to be started"), async || sign.exists().then_some(())).await;
    }

    fn sign_of(&self, name: &str) -> PathBuf {
        self.services.join(format!("{name}.started"))
    }

    /// Waits until somebody answers to `name`.
    pub async fn owned(&self, name: &str) {
        eventually(format_args!("somebody to own {name}"), async || self.has_owner(name).await.then_some(())).await;
    }

    /// Waits until nobody answers to `name`.
    pub async fn free(&self, name: &str) {
        eventually(format_args!("{name} to be free"), async || (!self.has_owner(name).await).then_some(())).await;
    }

    /// The names that begin like this and belong to somebody now.
    pub async fn names(&self, beginning: &str) -> Vec<String> {
        let bus = DBusProxy::new(&self.connection).await.expect("the bus is there");
        let names = bus.list_names().await.expect("the bus answers");
        names.iter().map(ToString::to_string).filter(|name| name.starts_with(beginning)).collect()
    }

    async fn has_owner(&self, name: &str) -> bool {
        let name = BusName::try_from(name).expect("stories ask for valid names");
        let bus = DBusProxy::new(&self.connection).await.expect("the bus is there");
        bus.name_has_owner(name).await.expect("the bus answers")
    }
}

async fn connect(address: &str) -> Connection {
    zbus::connection::Builder::address(address).expect("it is an address").build().await.expect("the bus listens")
}

const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=SOCKETS</listen>
  <servicedir>SERVICES</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
