//! Messages, and the memory of deleted ones.

use rusqlite::params;
use vconnct_proto::{MessageId, RoomId, Timestamp};

use super::{Tx, text};
use crate::{documents::Message, refusal::Refusal};

/// Which part of a room's history somebody asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    pub oldest: Timestamp,
    pub latest: Timestamp,
    pub inclusive: bool,
    pub threads: bool,
    pub offset: i64,
    pub count: i64,
}

/// A deleted message.
pub(crate) struct Deleted {
    pub id: String,
    pub at: Timestamp,
}

impl Tx<'_> {
    pub fn message(&self, id: &MessageId) -> Result<Option<Message>, Refusal> {
        self.document("SELECT document FROM messages WHERE id = ?", [id.as_str()])
    }

    /// Adds a message or replaces it.
    pub fn put_message(&self, message: &Message) -> Result<(), Refusal> {
        self.execute(
            "INSERT INTO messages (id, rid, ts, updated, tmid, tshow, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET updated = ?4, document = ?7",
            params![
                message.id.as_str(),
                message.rid.as_str(),
                message.ts.0,
                message.updated_at.0,
                message.tmid.as_ref().map(MessageId::as_str),
                message.tshow == Some(true),
                text(message)?
            ],
        )?;
        Ok(())
    }

    pub fn delete_message(&self, message: &Message) -> Result<(), Refusal> {
        self.execute("DELETE FROM messages WHERE id = ?", [message.id.as_str()])?;
        self.execute(
            "INSERT OR REPLACE INTO deleted_messages (id, rid, at) VALUES (?, ?, ?)",
            params![message.id.as_str(), message.rid.as_str(), self.now.0],
        )?;
        Ok(())
    }

    /// Whether there was such a message once.
    pub fn was_deleted(&self, id: &MessageId) -> Result<bool, Refusal> {
        Ok(self.value::<i64>("SELECT 1 FROM deleted_messages WHERE id = ?", [id.as_str()])?.is_some())
    }

    /// Newest first.
    pub fn history(&self, rid: &RoomId, slice: Slice) -> Result<Vec<Message>, Refusal> {
        let reach = i64::from(slice.inclusive);
        self.documents(
            "SELECT document FROM messages WHERE rid = ?1 AND ts > ?2 AND ts < ?3 AND (?4 OR tmid IS NULL OR tshow)
             ORDER BY ts DESC, rowid DESC LIMIT ?5 OFFSET ?6",
            params![
                rid.as_str(),
                slice.oldest.0.saturating_sub(reach),
                slice.latest.0.saturating_add(reach),
                slice.threads,
                slice.count,
                slice.offset
            ],
        )
    }

    pub fn newest_message(&self, rid: &RoomId) -> Result<Option<Message>, Refusal> {
        self.document(
            "SELECT document FROM messages WHERE rid = ? AND (tmid IS NULL OR tshow) ORDER BY ts DESC, rowid DESC LIMIT 1",
            [rid.as_str()],
        )
    }

    /// The first message after `seen`, and how many there are.
    pub fn unread(&self, rid: &RoomId, seen: Timestamp) -> Result<(Option<Message>, i64), Refusal> {
        let first = self.document(
            "SELECT document FROM messages WHERE rid = ? AND ts > ? AND (tmid IS NULL OR tshow) ORDER BY ts, rowid LIMIT 1",
            params![rid.as_str(), seen.0],
        )?;
        let count = self.value(
            "SELECT count(*) FROM messages WHERE rid = ? AND ts > ? AND (tmid IS NULL OR tshow)",
            params![rid.as_str(), seen.0],
        )?;
        Ok((first, count.unwrap_or(0)))
    }

    /// Oldest first.
    pub fn thread(&self, tmid: &MessageId, offset: i64, count: i64) -> Result<(Vec<Message>, i64), Refusal> {
        let messages = self.documents(
            "SELECT document FROM messages WHERE tmid = ? ORDER BY ts, rowid LIMIT ? OFFSET ?",
            params![tmid.as_str(), count, offset],
        )?;
        let total = self.value("SELECT count(*) FROM messages WHERE tmid = ?", [tmid.as_str()])?;
        Ok((messages, total.unwrap_or(0)))
    }

    /// What changed within a span, in the order of changing: forwards, or backwards from its end.
    pub fn changed_messages(&self, rid: &RoomId, span: Span) -> Result<Vec<Message>, Refusal> {
        let sql = if span.backwards {
            "SELECT document FROM messages WHERE rid = ? AND updated > ? AND updated < ? ORDER BY updated DESC, rowid DESC LIMIT ?"
        } else {
            "SELECT document FROM messages WHERE rid = ? AND updated > ? AND updated < ? ORDER BY updated, rowid LIMIT ?"
        };
        self.documents(sql, params![rid.as_str(), span.after, span.before, span.count])
    }

    /// What was deleted within a span, in the same order.
    pub fn deleted_messages(&self, rid: &RoomId, span: Span) -> Result<Vec<Deleted>, Refusal> {
        let sql = if span.backwards {
            "SELECT id, at FROM deleted_messages WHERE rid = ? AND at > ? AND at < ? ORDER BY at DESC LIMIT ?"
        } else {
            "SELECT id, at FROM deleted_messages WHERE rid = ? AND at > ? AND at < ? ORDER BY at LIMIT ?"
        };
        let mut statement = self.sql.prepare_cached(sql)?;
        let rows = statement.query_map(params![rid.as_str(), span.after, span.before, span.count], |row| {
            Ok(Deleted { id: row.get(0)?, at: Timestamp(row.get(1)?) })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A span of changes, its ends left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub after: i64,
    pub before: i64,
    pub count: i64,
    pub backwards: bool,
}

impl Span {
    pub fn after(moment: i64, count: i64) -> Self {
        Self { after: moment, before: i64::MAX, count, backwards: false }
    }

    pub fn before(moment: i64, count: i64) -> Self {
        Self { after: i64::MIN, before: moment, count, backwards: true }
    }
}
