//! SQLite on a thread of its own: one transaction at a time, and its events in the order of commits.
//!
//! Whatever a request asks for is one closure that runs in one transaction. It collects the events its
//! change asks for; they leave after the commit and before the answer, so nobody hears of a change
//! that cannot be read yet (protocol 7.4.5).

mod calls;
mod deadlines;
mod messages;
mod people;
mod rooms;
mod settings;

use std::{path::Path, sync::mpsc, thread};

use rusqlite::{Connection, Params, Transaction, TransactionBehavior};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::oneshot;
use vconnct_proto::Timestamp;

pub(crate) use deadlines::{Deadline, Due};
pub(crate) use messages::{Slice, Span};
pub(crate) use people::Credentials;

use crate::{
    clock::Clock,
    hub::{Event, Hub},
    refusal::Refusal,
    workspace::Terms,
};

/// The workspace's memory. Clones share it; it closes when the last one is gone.
#[derive(Clone)]
pub(crate) struct Store {
    jobs: mpsc::Sender<Job>,
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// One transaction, the time it happens at, and the events it asks for.
pub(crate) struct Tx<'a> {
    sql: Transaction<'a>,
    pub now: Timestamp,
    pub terms: &'a Terms,
    pub hub: &'a Hub,
    events: Vec<Event>,
}

impl Store {
    /// Opens or makes the database in `folder`; without one it lives in memory.
    pub fn open(folder: Option<&Path>) -> Result<Self, OpenError> {
        let mut connection = match folder {
            Some(folder) => Connection::open(folder.join("workspace.db"))?,
            None => Connection::open_in_memory()?,
        };
        prepare(&mut connection)?;
        let (jobs, inbox) = mpsc::channel::<Job>();
        thread::Builder::new().name("store".into()).spawn(move || {
            for job in inbox {
                job(&mut connection);
            }
        })?;
        Ok(Self { jobs })
    }

    /// Runs `work` in a transaction: committed if it succeeds, undone if it refuses.
    pub async fn run<T: Send + 'static>(
        &self,
        clock: &Clock,
        terms: &std::sync::Arc<Terms>,
        hub: &Hub,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (answer, answered) = oneshot::channel();
        let (clock, terms, hub) = (clock.clone(), terms.clone(), hub.clone());
        let job = Box::new(move |connection: &mut Connection| {
            let result = transact(connection, clock.now(), &terms, &hub, work);
            let _ = answer.send(result); // Whoever asked may have gone; the change stands.
        });
        self.jobs.send(job).map_err(|_| Refusal::internal())?;
        answered.await.map_err(|_| Refusal::internal())?
    }
}

fn transact<T>(
    connection: &mut Connection,
    now: Timestamp,
    terms: &Terms,
    hub: &Hub,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut tx = Tx { sql, now, terms, hub, events: Vec::new() };
    let value = work(&mut tx)?;
    tx.sql.commit()?;
    hub.publish(tx.events);
    Ok(value)
}

impl Tx<'_> {
    /// Has `event` delivered once this transaction is committed.
    pub fn publish(&mut self, event: Event) {
        self.events.push(event);
    }

    fn execute(&self, sql: &str, params: impl Params) -> Result<usize, Refusal> {
        Ok(self.sql.prepare_cached(sql)?.execute(params)?)
    }

    /// The first column of the first row, if there is one.
    fn value<T: rusqlite::types::FromSql>(&self, sql: &str, params: impl Params) -> Result<Option<T>, Refusal> {
        let mut statement = self.sql.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }

    /// The first column of every row.
    fn values<T: rusqlite::types::FromSql>(&self, sql: &str, params: impl Params) -> Result<Vec<T>, Refusal> {
        let mut statement = self.sql.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn document<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Option<T>, Refusal> {
        let text: Option<String> = self.value(sql, params)?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    fn documents<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Vec<T>, Refusal> {
        let texts: Vec<String> = self.values(sql, params)?;
        texts.iter().map(|text| Ok(serde_json::from_str(text)?)).collect()
    }
}

fn text(document: &impl Serialize) -> Result<String, Refusal> {
    Ok(serde_json::to_string(document)?)
}

fn prepare(connection: &mut Connection) -> Result<(), OpenError> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => {
            let transaction = connection.transaction()?;
            transaction.execute_batch(include_str!("schema.sql"))?;
            transaction.pragma_update(None, "user_version", SCHEMA)?;
            Ok(transaction.commit()?)
        }
        SCHEMA => Ok(()),
        newer => Err(OpenError::Version(newer)),
    }
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("no thread for the database: {0}")]
    Thread(#[from] std::io::Error),
    #[error("the settings cannot be written; the log says why")]
    Unprepared,
    #[error("the database was written by another version of this program (schema {0})")]
    Version(u32),
}

const SCHEMA: u32 = 1;
