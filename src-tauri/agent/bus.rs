//! One connection to each bus of D-Bus for all that only listen to the desktop there.
//!
//! Notifications and the tray have connections of their own: what they show goes with those.

use tokio::sync::OnceCell;
use zbus::{Connection, Result};

/// The bus of this login.
pub(crate) async fn session() -> Result<Connection> {
    SESSION.get_or_try_init(Connection::session).await.cloned()
}

/// The bus of this machine.
pub(crate) async fn system() -> Result<Connection> {
    SYSTEM.get_or_try_init(Connection::system).await.cloned()
}

static SESSION: OnceCell<Connection> = OnceCell::const_new();
static SYSTEM: OnceCell<Connection> = OnceCell::const_new();
