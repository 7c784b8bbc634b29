//! A session bus of one desk: only what its story starts can answer.

use std::fs;

use tokio::process::Command;
use zbus::{Connection, fdo::DBusProxy, names::BusName};

use crate::{
    eventually::eventually,
    home::Home,
    process::{Program, packaged},
};

/// `dbus-daemon`, with no services that could be started by asking for them.
#[derive(Debug)]
pub struct Bus {
    _daemon: Program,
    address: String,
    connection: Connection,
}

impl Bus {
    /// Starts it, and puts its address into the environment of `home`.
    pub async fn start(home: &mut Home) -> Self {
        let config = home.path("bus.conf");
        fs::write(&config, CONFIG.replace("FOLDER", &home.path("run").display().to_string())).expect("ours");
        let mut command: Command = home.furnish(packaged("dbus-daemon", "dbus-daemon"));
        command.args(["--nofork", "--print-address=1"]).arg(format!("--config-file={}", config.display()));
        let (daemon, address) = Program::start_and_read_line(command, home.log("bus")).await;
        home.set("DBUS_SESSION_BUS_ADDRESS", address.clone());
        let connection = connect(&address).await;
        Self { _daemon: daemon, address, connection }
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
  <listen>unix:dir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
