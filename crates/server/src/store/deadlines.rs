//! What is due for calls, and when.

use rusqlite::params;
use vconnct_proto::{CallId, Timestamp};

use super::Tx;
use crate::refusal::Refusal;

/// Something that happens to a call by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Deadline {
    /// Everybody left: it ends.
    Deserted,
    /// A day has passed.
    Expiry,
    /// 40 s after the start of a direct call.
    Guard,
    /// Somebody was not heard of for too long.
    Lease,
}

/// A deadline that has come.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub call: CallId,
    pub deadline: Deadline,
}

impl Deadline {
    const ALL: [Self; 4] = [Self::Deserted, Self::Expiry, Self::Guard, Self::Lease];

    fn name(self) -> &'static str {
        match self {
            Self::Deserted => "deserted",
            Self::Expiry => "expiry",
            Self::Guard => "guard",
            Self::Lease => "lease",
        }
    }
}

impl Tx<'_> {
    /// Sets a deadline, or moves it; `None` takes it away.
    pub fn set_deadline(&self, call: &CallId, deadline: Deadline, due: Option<Timestamp>) -> Result<(), Refusal> {
        match due {
            Some(due) => self.execute(
                "INSERT OR REPLACE INTO deadlines (call, kind, due) VALUES (?, ?, ?)",
                params![call.as_str(), deadline.name(), due.0],
            )?,
            None => self.execute(
                "DELETE FROM deadlines WHERE call = ? AND kind = ?",
                params![call.as_str(), deadline.name()],
            )?,
        };
        Ok(())
    }

    /// When the next one is due.
    pub fn next_deadline(&self) -> Result<Option<Timestamp>, Refusal> {
        Ok(self.value::<i64>("SELECT due FROM deadlines ORDER BY due LIMIT 1", [])?.map(Timestamp))
    }

    /// Takes away what is due now, the earliest first.
    pub fn take_due(&self) -> Result<Vec<Due>, Refusal> {
        let mut statement = self.sql.prepare_cached("SELECT call, kind FROM deadlines WHERE due <= ? ORDER BY due")?;
        let rows = statement.query_map([self.now.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let rows: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
        self.execute("DELETE FROM deadlines WHERE due <= ?", [self.now.0])?;
        let due = rows.into_iter().filter_map(|(call, kind)| {
            let deadline = Deadline::ALL.into_iter().find(|deadline| deadline.name() == kind)?;
            Some(Due { call: call.into(), deadline })
        });
        Ok(due.collect())
    }
}
