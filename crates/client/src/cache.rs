//! What one profile keeps between two starts: who is signed in where, and what it saw of calls.
//!
//! SQLite, on a thread of its own: nothing that rings waits for it.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use thiserror::Error;
use tokio::sync::oneshot;

use crate::{
    action::Devices,
    core::{Account, JournalEntry},
    steady,
};

/// The handle to the thread that owns the database. What is kept is kept in order.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    jobs: mpsc::Sender<Job>,
    file: PathBuf,
}

enum Job {
    Keep(Keep),
    Read(Box<dyn FnOnce(&mut Connection) + Send>),
}

/// Something to keep, and what that is.
struct Keep {
    what: &'static str,
    write: Write,
}

type Write = Box<dyn FnMut(&Connection) -> Result<(), CacheError> + Send>;

/// What was kept of one workspace.
#[derive(Debug)]
pub(crate) struct Kept {
    pub account: Account,
    pub journal: Vec<JournalEntry>,
}

/// Why the database cannot be used.
#[derive(Debug, Error)]
pub enum CacheError {
    #[error("its folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
}

impl Cache {
    /// Opens the database of a profile. One that cannot be read is set aside, and a new one begun:
    /// the workspace still knows nearly all of it.
    ///
    /// # Errors
    /// Neither can be used (no space, no permission).
    pub fn open(file: &Path) -> Result<Self, CacheError> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut connection = match prepare(file) {
            Ok(connection) => connection,
            Err(error) => {
                log::error!("cache: set aside: {error}");
                set_aside(file);
                prepare(file)?
            }
        };
        let (jobs, queue) = mpsc::channel::<Job>();
        thread::Builder::new().name("cache".into()).spawn(move || {
            let mut unkept = VecDeque::new();
            for job in queue {
                match job {
                    Job::Keep(entry) => {
                        unkept.push_back(entry);
                        keep(&connection, &mut unkept);
                    }
                    Job::Read(read) => {
                        keep(&connection, &mut unkept);
                        read(&mut connection);
                    }
                }
            }
        })?;
        Ok(Self { jobs, file: file.to_owned() })
    }

    /// Everything that was kept, in the order of signing in. A database that turns out damaged is set aside as well.
    pub async fn load(&self) -> Vec<Kept> {
        let file = self.file.clone();
        let load = move |connection: &mut Connection| {
            load(connection).or_else(|error| {
                if !is_passing(&error) {
                    *connection = Connection::open_in_memory()?; // lets go of the file
                    set_aside(&file);
                    *connection = prepare(&file)?;
                }
                Err(error)
            })
        };
        self.read("load", load).await.unwrap_or_default()
    }

    pub fn keep_account(&self, account: Account) {
        self.keep("account", move |connection| keep_account(connection, &account));
    }

    /// Forgets who was signed in, and all that was seen there.
    pub fn forget(&self, workspace: String) {
        self.keep("forget", move |connection| {
            connection.execute("DELETE FROM account WHERE workspace = ?1", params![workspace])?;
            connection.execute("DELETE FROM call WHERE workspace = ?1", params![workspace])?;
            connection.execute("DELETE FROM shown_busy WHERE workspace = ?1", params![workspace])?;
            Ok(())
        });
    }

    pub fn keep_call(&self, workspace: String, entry: JournalEntry) {
        self.keep("call", move |connection| {
            let Ok(text) = serde_json::to_string(&entry) else { return Ok(()) };
            let noted_at = Some(entry.noted_at).filter(|noted_at| *noted_at != 0);
            let started_at = entry.view.as_ref().map(|view| view.started_at).or(noted_at);
            let started_at = started_at.unwrap_or_else(|| steady::wall().0);
            connection.execute(
                "INSERT INTO call (workspace, call, started_at, entry) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (workspace, call) DO UPDATE SET entry = ?4, started_at = ?3",
                params![workspace, entry.call.as_str(), started_at, text],
            )?;
            let calls = "SELECT count(*) FROM call WHERE workspace = ?1";
            let calls: u32 = connection.query_row(calls, params![workspace], |row| row.get(0))?;
            if calls > KEPT + SLACK { forget_old_calls(connection, &workspace) } else { Ok(()) }
        });
    }

    pub fn keep_web_view(&self, holds_calls: bool) {
        self.keep("web view", move |connection| {
            connection
                .execute("INSERT OR REPLACE INTO web_view (id, holds_calls) VALUES (1, ?1)", params![holds_calls])?;
            Ok(())
        });
    }

    /// Whether the web view can hold calls, as far as one has been looked at.
    pub async fn web_view(&self) -> Option<bool> {
        let kept = |connection: &mut Connection| {
            Ok(connection.query_row("SELECT holds_calls FROM web_view", [], |row| row.get(0)).optional()?)
        };
        self.read("web view", kept).await.flatten()
    }

    /// Waits until everything asked before is on disk, as far as the disk takes it.
    pub async fn settle(&self) {
        self.read("settle", |_| Ok(())).await;
    }

    fn keep(&self, what: &'static str, write: impl FnMut(&Connection) -> Result<(), CacheError> + Send + 'static) {
        let entry = Keep { what, write: Box::new(write) };
        let _ = self.jobs.send(Job::Keep(entry)); // fails only if the thread has panicked, which was logged
    }

    async fn read<T: Send + 'static>(
        &self,
        what: &'static str,
        read: impl FnOnce(&mut Connection) -> Result<T, CacheError> + Send + 'static,
    ) -> Option<T> {
        let (answer, found) = oneshot::channel();
        let read = move |connection: &mut Connection| match read(connection) {
            Ok(found) => drop(answer.send(found)), // fails only while the agent ends
            Err(error) => log::error!("cache: {what}: {error}"),
        };
        let _ = self.jobs.send(Job::Read(Box::new(read))); // as above
        found.await.ok()
    }
}

/// Keeps what it can, in order: what a full disk does not take waits for the next turn.
fn keep(connection: &Connection, entries: &mut VecDeque<Keep>) {
    while let Some(entry) = entries.front_mut() {
        if let Err(error) = (entry.write)(connection) {
            log::error!("cache: {}: {error}", entry.what);
            if is_passing(&error) && entries.len() <= UNKEPT {
                return;
            }
        }
        entries.pop_front();
    }
}

/// The disk is full, busy or away: the same may succeed later.
fn is_passing(error: &CacheError) -> bool {
    use ErrorCode::{CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly, SystemIoFailure};
    let code = match error {
        CacheError::Folder(_) => None,
        CacheError::Database(error) => error.sqlite_error_code(),
    };
    matches!(code, Some(CannotOpen | DatabaseBusy | DatabaseLocked | DiskFull | ReadOnly | SystemIoFailure))
}

fn prepare(file: &Path) -> Result<Connection, CacheError> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

fn set_aside(file: &Path) {
    if let Err(error) = std::fs::rename(file, file.with_extension("broken.db")) {
        log::error!("cache: cannot be set aside: {error}");
    }
    // What was still to go into the old one is not to go into the new one.
    for beside in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(file.with_extension(beside)); // there is none as a rule
    }
}

fn load(connection: &Connection) -> Result<Vec<Kept>, CacheError> {
    let mut accounts = connection.prepare(
        "SELECT workspace, user, username, name, site_name, mic, cam,
         EXISTS (SELECT 1 FROM shown_busy WHERE shown_busy.workspace = account.workspace)
         FROM account ORDER BY position",
    )?;
    let accounts = accounts.query_map([], |row| {
        Ok(Account {
            workspace: row.get(0)?,
            user: row.get::<_, String>(1)?.into(),
            username: row.get(2)?,
            name: row.get(3)?,
            site_name: row.get(4)?,
            devices: Devices { mic: row.get(5)?, cam: row.get(6)? },
            shown_busy: row.get(7)?,
        })
    })?;
    let mut kept = Vec::new();
    for account in accounts {
        let account = account?;
        if let Err(error) = forget_old_calls(connection, &account.workspace) {
            log::error!("cache: old calls: {error}"); // no reason to be signed out
        }
        let journal = load_calls(connection, &account.workspace)?;
        kept.push(Kept { account, journal });
    }
    Ok(kept)
}

fn load_calls(connection: &Connection, workspace: &str) -> Result<Vec<JournalEntry>, CacheError> {
    let mut calls =
        connection.prepare(&format!("SELECT entry FROM call WHERE workspace = ?1 {} LIMIT ?2", wanted_first()))?;
    let texts = calls.query_map(params![workspace, CALLS], |row| row.get::<_, String>(0))?;
    // An entry of another version that does not fit is left out, and left alone until it is old.
    Ok(texts.flatten().filter_map(|text| serde_json::from_str(&text).ok()).collect())
}

/// The calls to keep if not all can be: those not seen, then the newest.
fn wanted_first() -> String {
    format!("ORDER BY {UNSEEN} DESC, started_at DESC")
}

/// What nobody will look at any more goes: all but the newest calls, and what is older than a year. Of missed calls
/// that their person does not know of yet, age takes none.
fn forget_old_calls(connection: &Connection, workspace: &str) -> Result<(), CacheError> {
    let old = format!(
        "DELETE FROM call WHERE workspace = ?1 AND (coalesce(started_at, 0) < ?2 AND NOT {UNSEEN}
         OR call NOT IN (SELECT call FROM call WHERE workspace = ?1 {} LIMIT ?3))",
        wanted_first()
    );
    connection.execute(&old, params![workspace, steady::wall().0 - YEAR_MS, KEPT])?;
    Ok(())
}

fn keep_account(connection: &Connection, account: &Account) -> Result<(), CacheError> {
    connection.execute(
        "INSERT INTO account (workspace, user, username, name, site_name, mic, cam) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (workspace) DO UPDATE
         SET user = ?2, username = ?3, name = ?4, site_name = coalesce(?5, site_name), mic = ?6, cam = ?7",
        params![
            account.workspace,
            account.user.as_str(),
            account.username,
            account.name,
            account.site_name,
            account.devices.mic,
            account.devices.cam
        ],
    )?;
    let shown = match account.shown_busy {
        true => "INSERT OR IGNORE INTO shown_busy (workspace) VALUES (?1)",
        false => "DELETE FROM shown_busy WHERE workspace = ?1",
    };
    connection.execute(shown, params![account.workspace])?;
    Ok(())
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS account (
        position INTEGER PRIMARY KEY,
        workspace TEXT NOT NULL UNIQUE,
        user TEXT NOT NULL,
        username TEXT NOT NULL,
        name TEXT,
        site_name TEXT,
        mic INTEGER NOT NULL,
        cam INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS call (
        workspace TEXT NOT NULL,
        call TEXT NOT NULL,
        started_at INTEGER,
        entry TEXT NOT NULL,
        PRIMARY KEY (workspace, call)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS shown_busy (workspace TEXT PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS web_view (id INTEGER PRIMARY KEY, holds_calls INTEGER NOT NULL) STRICT;
";
/// A missed call of which its person does not know yet: what the red number counts (`core/journal.rs`).
const UNSEEN: &str = "(CASE WHEN json_valid(entry) THEN coalesce(entry ->> '$.view.state' = 'missed'
     AND NOT entry ->> '$.seen' AND entry ->> '$.how' <> 'dismissed', 0) ELSE 0 END)";
/// Entries that wait for a disk that takes nothing: the oldest ones go.
const UNKEPT: usize = 1_000;
/// Calls of each workspace in memory.
const CALLS: u32 = 500;
/// Calls of each workspace on disk,
const KEPT: u32 = 1_000;
/// and how many more before the oldest are looked for.
const SLACK: u32 = 50;
const YEAR_MS: i64 = 365 * 24 * 60 * 60 * 1_000;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn account() -> Account {
        Account {
            workspace: "https://a.example".into(),
            user: "u".into(),
            username: "ana".into(),
            name: None,
            site_name: Some("HQ".into()),
            devices: Devices { mic: true, cam: false },
            shown_busy: false,
        }
    }

    #[tokio::test]
    async fn what_is_kept_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("profile/cache.db");
        let cache = Cache::open(&file).unwrap();
        cache.keep_account(account());
        cache.keep_account(Account { username: "anna".into(), site_name: None, ..account() });
        cache.settle().await;
        let kept = Cache::open(&file).unwrap().load().await;
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].account, Account { username: "anna".into(), ..account() });
    }

    #[tokio::test]
    async fn whoever_was_made_busy_is_known_after_a_restart_until_it_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cache.db");
        for shown_busy in [true, false] {
            let cache = Cache::open(&file).unwrap();
            cache.keep_account(Account { shown_busy, ..account() });
            cache.settle().await;
            let again = Cache::open(&file).unwrap();
            assert_eq!(again.load().await[0].account.shown_busy, shown_busy);
        }
    }

    #[tokio::test]
    async fn what_the_web_view_can_is_known_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cache.db");
        assert_eq!(Cache::open(&file).unwrap().web_view().await, None);
        for holds_calls in [true, false] {
            let cache = Cache::open(&file).unwrap();
            cache.keep_web_view(holds_calls);
            cache.settle().await;
            assert_eq!(Cache::open(&file).unwrap().web_view().await, Some(holds_calls));
        }
    }

    #[tokio::test]
    async fn a_broken_database_is_set_aside_and_a_new_one_begun() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cache.db");
        std::fs::write(
            &file,
            "this is no database, and longer than a header of one hundred bytes would be: ".repeat(4),
        )
        .unwrap();
        assert!(Cache::open(&file).unwrap().load().await.is_empty());
        assert!(folder.path().join("cache.broken.db").exists());
    }

    #[tokio::test]
    async fn a_database_that_turns_out_damaged_is_set_aside_too_and_the_new_one_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cache.db");
        let connection = prepare(&file).unwrap();
        keep_account(&connection, &account()).unwrap();
        let number = |query: &str| connection.query_row(query, [], |row| row.get::<_, u32>(0)).unwrap() as usize;
        let page = number("SELECT rootpage FROM sqlite_schema WHERE name = 'account'");
        let size = number("PRAGMA page_size");
        drop(connection);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[(page - 1) * size..page * size].fill(0x55);
        std::fs::write(&file, bytes).unwrap();
        let cache = Cache::open(&file).unwrap();
        assert!(cache.load().await.is_empty());
        assert!(folder.path().join("cache.broken.db").exists());
        cache.keep_account(account());
        assert_eq!(cache.load().await.len(), 1);
    }

    #[tokio::test]
    async fn what_a_full_disk_did_not_take_is_kept_once_it_has_room() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("cache.db")).unwrap();
        let pages = async |most: u32| {
            let limit =
                move |connection: &mut Connection| Ok(connection.pragma_update(None, "max_page_count", most)?);
            cache.read("pages", limit).await.unwrap();
        };
        pages(1).await; // no more than there are
        let calls = 100;
        (0..calls).for_each(|n| cache.keep_call(account().workspace, missed(&format!("c{n}"), 0, false)));
        cache.keep_account(account());
        let kept = async || cache.load().await.into_iter().map(|kept| kept.journal.len()).collect::<Vec<_>>();
        assert!(kept().await.is_empty(), "the account waits for what came before it");
        pages(10_000).await;
        assert_eq!(kept().await, [calls]);
    }

    /// A missed call of which its person knows, or not.
    fn missed(call: &str, started_at: i64, seen: bool) -> JournalEntry {
        let nobody = json!({ "id": "u", "username": "u", "name": "U", "picture": null, "presence": "unknown",
            "statusText": null });
        let entry = json!({ "call": call, "room": "r", "how": "unanswered", "rangMs": null, "words": null, "seen": seen,
            "view": { "callId": call, "room": { "workspace": "https://a.example", "roomId": "r" }, "direct": true,
                "state": "missed", "other": null, "startedBy": nobody, "mine": false, "startedAt": started_at,
                "endedAt": null, "lengthMs": null, "rangMs": null, "notRung": null, "title": "", "attendees": [],
                "attendeesKnown": true, "iJoined": false, "words": null, "provider": "" } });
        serde_json::from_value(entry).unwrap()
    }

    #[tokio::test]
    async fn the_newest_calls_of_a_year_are_kept_and_of_those_not_seen_the_older_ones_too() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cache.db");
        let (cache, now) = (Cache::open(&file).unwrap(), steady::wall().0);
        cache.keep_account(account());
        let keep = |entry| cache.keep_call(account().workspace, entry);
        keep(missed("ancient", now - 2 * YEAR_MS, true));
        keep(missed("ancient-unseen", now - 2 * YEAR_MS, false));
        let other_version = "INSERT INTO call VALUES ('https://a.example', 'odd', NULL, 'no JSON')";
        cache.keep("another version's", move |connection| Ok(connection.execute(other_version, []).map(drop)?));
        (0..i64::from(KEPT + SLACK)).for_each(|n| keep(missed(&format!("c{n}"), now - YEAR_MS / 2 + n, true)));
        cache.settle().await;
        let calls = |file: &Path| {
            let connection = Connection::open(file).unwrap();
            let mut names = connection.prepare("SELECT call FROM call").unwrap();
            let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
            names.flatten().collect::<Vec<_>>()
        };
        let kept = calls(&file);
        assert!(kept.len() <= (KEPT + SLACK) as usize, "{}", kept.len());
        assert!(kept.contains(&"ancient-unseen".into()) && kept.contains(&format!("c{}", KEPT + SLACK - 1)));
        assert!(!kept.contains(&"ancient".into()) && !kept.contains(&"odd".into()) && !kept.contains(&"c0".into()));

        let kept = Cache::open(&file).unwrap().load().await;
        assert_eq!(kept[0].journal.len(), CALLS as usize);
        assert!(kept[0].journal.iter().any(|entry| entry.call.as_str() == "ancient-unseen"), "it is still counted");
    }

    #[tokio::test]
    async fn what_was_seen_at_a_workspace_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("cache.db")).unwrap();
        cache.keep_account(account());
        cache.forget(account().workspace);
        assert!(cache.load().await.is_empty());
    }
}
