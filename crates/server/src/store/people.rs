//! People, their secrets, their sessions and pictures.

use rusqlite::params;
use vconnct_proto::{Timestamp, UserId};

use super::{Tx, text};
use crate::{documents::Person, refusal::Refusal};

/// What somebody signs in with.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub uid: UserId,
    /// bcrypt of the password's SHA-256 in hex.
    pub password: String,
    pub totp: Option<Vec<u8>>,
}

impl Tx<'_> {
    pub fn person(&self, id: &UserId) -> Result<Option<Person>, Refusal> {
        self.document("SELECT document FROM people WHERE id = ?", [id.as_str()])
    }

    pub fn person_by_username(&self, username: &str) -> Result<Option<Person>, Refusal> {
        self.document("SELECT document FROM people WHERE username = ?", [username])
    }

    pub fn everybody(&self) -> Result<Vec<Person>, Refusal> {
        self.documents("SELECT document FROM people ORDER BY username", [])
    }

    /// By username or mail address.
    pub fn credentials(&self, login: &str) -> Result<Option<Credentials>, Refusal> {
        let mut statement = self.sql.prepare_cached(
            "SELECT id, password, totp FROM people WHERE username = ?1 OR email = ?1 AND email != ''",
        )?;
        let mut rows = statement.query([login])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let uid: String = row.get(0)?;
        Ok(Some(Credentials { uid: uid.into(), password: row.get(1)?, totp: row.get(2)? }))
    }

    /// The secret of a person's authenticator app, if they have one.
    pub fn totp(&self, person: &UserId) -> Result<Option<Vec<u8>>, Refusal> {
        let mut statement = self.sql.prepare_cached("SELECT totp FROM people WHERE id = ?1")?;
        let mut rows = statement.query([person.as_str()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(row.get(0)?)
    }

    pub fn add_person(&self, person: &Person, password: &str, totp: Option<&[u8]>) -> Result<(), Refusal> {
        self.execute(
            "INSERT INTO people (id, username, email, password, totp, document) VALUES (?, ?, ?, ?, ?, ?)",
            params![person.id.as_str(), person.username, person.email, password, totp, text(person)?],
        )?;
        Ok(())
    }

    pub fn put_person(&self, person: &Person) -> Result<(), Refusal> {
        self.execute("UPDATE people SET document = ? WHERE id = ?", params![text(person)?, person.id.as_str()])?;
        Ok(())
    }

    pub fn add_token(&self, fingerprint: &str, uid: &UserId, expires: Timestamp) -> Result<(), Refusal> {
        self.execute("DELETE FROM tokens WHERE expires <= ?", [self.now.0])?;
        self.execute(
            "INSERT INTO tokens (fingerprint, uid, expires) VALUES (?, ?, ?)",
            params![fingerprint, uid.as_str(), expires.0],
        )?;
        Ok(())
    }

    /// Whose token this is, and when it ends.
    pub fn token(&self, fingerprint: &str) -> Result<Option<(UserId, Timestamp)>, Refusal> {
        let mut statement =
            self.sql.prepare_cached("SELECT uid, expires FROM tokens WHERE fingerprint = ? AND expires > ?")?;
        let mut rows = statement.query(params![fingerprint, self.now.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let uid: String = row.get(0)?;
        Ok(Some((uid.into(), Timestamp(row.get(1)?))))
    }

    pub fn drop_token(&self, fingerprint: &str) -> Result<(), Refusal> {
        self.execute("DELETE FROM tokens WHERE fingerprint = ?", [fingerprint])?;
        Ok(())
    }

    /// Drops a person's tokens but one; which they were.
    pub fn drop_other_tokens(&self, uid: &UserId, kept: &str) -> Result<Vec<String>, Refusal> {
        let mut statement =
            self.sql.prepare_cached("DELETE FROM tokens WHERE uid = ? AND fingerprint <> ? RETURNING fingerprint")?;
        let dropped = statement.query_map(params![uid.as_str(), kept], |row| row.get(0))?;
        Ok(dropped.collect::<Result<_, _>>()?)
    }

    pub fn put_picture(&self, username: &str, kind: &str, bytes: &[u8]) -> Result<(), Refusal> {
        self.execute(
            "INSERT OR REPLACE INTO pictures (username, type, bytes) VALUES (?, ?, ?)",
            params![username, kind, bytes],
        )?;
        Ok(())
    }

    /// Its content type and bytes.
    pub fn picture(&self, username: &str) -> Result<Option<(String, Vec<u8>)>, Refusal> {
        let mut statement = self.sql.prepare_cached("SELECT type, bytes FROM pictures WHERE username = ?")?;
        let mut rows = statement.query([username])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some((row.get(0)?, row.get(1)?)))
    }
}
