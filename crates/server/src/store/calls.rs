//! The records of calls.

use rusqlite::params;
use vconnct_proto::{CallId, RoomId, UserId};

use super::{Tx, text};
use crate::{documents::Call, refusal::Refusal};

impl Tx<'_> {
    pub fn call(&self, id: &CallId) -> Result<Option<Call>, Refusal> {
        self.document("SELECT document FROM calls WHERE id = ?", [id.as_str()])
    }

    /// Adds a record or replaces it.
    pub fn put_call(&self, call: &Call) -> Result<(), Refusal> {
        self.execute(
            "INSERT INTO calls (id, rid, created, open, document) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET open = ?4, document = ?5",
            params![call.id.as_str(), call.rid.as_str(), call.created_at.0, !call.is_over(), text(call)?],
        )?;
        Ok(())
    }

    /// Newest first, and how many there are.
    pub fn calls_in(&self, rid: &RoomId, offset: i64, count: i64) -> Result<(Vec<Call>, i64), Refusal> {
        let calls = self.documents(
            "SELECT document FROM calls WHERE rid = ? ORDER BY created DESC, rowid DESC LIMIT ? OFFSET ?",
            params![rid.as_str(), count, offset],
        )?;
        let total = self.value("SELECT count(*) FROM calls WHERE rid = ?", [rid.as_str()])?;
        Ok((calls, total.unwrap_or(0)))
    }

    /// Calls that run in somebody's rooms, newest first.
    pub fn open_calls_of(&self, uid: &UserId) -> Result<Vec<Call>, Refusal> {
        self.documents(
            "SELECT calls.document FROM calls JOIN subscriptions ON subscriptions.rid = calls.rid
             WHERE calls.open AND subscriptions.uid = ? ORDER BY calls.created DESC",
            [uid.as_str()],
        )
    }
}
