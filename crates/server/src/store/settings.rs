//! Public settings, permissions, and what only the server may know.

use rusqlite::params;
use serde_json::Value;
use vconnct_proto::Timestamp;

use super::{Tx, text};
use crate::{ids, refusal::Refusal};

/// Which roles have a right.
pub(crate) struct Permission {
    pub id: String,
    pub roles: Vec<String>,
    pub updated: Timestamp,
}

impl Tx<'_> {
    pub fn settings(&self) -> Result<Vec<(String, Value)>, Refusal> {
        let mut statement = self.sql.prepare_cached("SELECT id, value FROM settings ORDER BY id")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| row.map_err(Refusal::from).and_then(|(id, value)| Ok((id, serde_json::from_str(&value)?))))
            .collect()
    }

    pub fn setting(&self, id: &str) -> Result<Option<Value>, Refusal> {
        self.document("SELECT value FROM settings WHERE id = ?", [id])
    }

    pub fn put_setting(&self, id: &str, value: &Value) -> Result<(), Refusal> {
        self.execute("INSERT OR REPLACE INTO settings (id, value) VALUES (?, ?)", params![id, text(value)?])?;
        Ok(())
    }

    pub fn drop_setting(&self, id: &str) -> Result<(), Refusal> {
        self.execute("DELETE FROM settings WHERE id = ?", [id])?;
        Ok(())
    }

    pub fn permissions(&self, since: Option<Timestamp>) -> Result<Vec<Permission>, Refusal> {
        let since = since.map_or(i64::MIN, |since| since.0);
        let mut statement =
            self.sql.prepare_cached("SELECT id, roles, updated FROM permissions WHERE updated > ? ORDER BY id")?;
        let rows = statement.query_map([since], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, Timestamp(row.get(2)?)))
        })?;
        rows.map(|row| {
            let (id, roles, updated) = row?;
            Ok(Permission { id, roles: serde_json::from_str(&roles)?, updated })
        })
        .collect()
    }

    /// The roles that have a right; none for an unknown one.
    pub fn granted(&self, permission: &str) -> Result<Vec<String>, Refusal> {
        Ok(self.document("SELECT roles FROM permissions WHERE id = ?", [permission])?.unwrap_or_default())
    }

    pub fn put_permission(&self, id: &str, roles: &[&str]) -> Result<(), Refusal> {
        self.execute(
            "INSERT OR REPLACE INTO permissions (id, roles, updated) VALUES (?, ?, ?)",
            params![id, text(&roles)?, self.now.0],
        )?;
        Ok(())
    }

    /// A secret of this workspace, made when it is first asked for.
    pub fn secret(&self, id: &str) -> Result<String, Refusal> {
        self.execute("INSERT OR IGNORE INTO secrets (id, value) VALUES (?, ?)", params![id, ids::secret()])?;
        Ok(self.value("SELECT value FROM secrets WHERE id = ?", [id])?.unwrap_or_default())
    }
}
