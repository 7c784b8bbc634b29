//! A workspace with a past: people, rooms, talk and calls, as the design's pictures have them.
//!
//! The past is lived, not inserted: the clock is set back and everything happens by the same functions
//! as later, so that demo documents cannot differ from real ones.

mod people;
mod story;

use std::collections::BTreeMap;

use people::{PEOPLE, Portrayed};

use crate::{
    documents::{Person, Room},
    refusal::Refusal,
    server::DemoPerson,
    session::protect,
    store::Tx,
    workspace::{NewPerson, Workspace},
};

/// Everybody and every room, by the short names of the story.
struct Cast {
    people: BTreeMap<&'static str, Person>,
    rooms: BTreeMap<&'static str, Room>,
}

/// Writes the demo into a new workspace. One that has people already is left as it is.
pub(crate) async fn write(workspace: &Workspace) -> Result<Vec<DemoPerson>, Refusal> {
    let people: Vec<DemoPerson> = PEOPLE
        .iter()
        .map(|person| DemoPerson { username: person.username.into(), password: person.password() })
        .collect();
    let mut passwords = Vec::new();
    for person in &people {
        passwords.push(protect(&person.password, workspace.terms().cost).await?);
    }
    workspace
        .run(move |tx| {
            if !tx.everybody()?.is_empty() {
                return Ok(());
            }
            let now = tx.now;
            tx.put_setting("Site_Name", &"Vconnct HQ".into())?;
            let mut cast = Cast { people: invite(tx, passwords)?, rooms: BTreeMap::new() };
            story::tell(tx, &mut cast, now)
        })
        .await?;
    Ok(people)
}

fn invite(tx: &mut Tx<'_>, passwords: Vec<String>) -> Result<BTreeMap<&'static str, Person>, Refusal> {
    let mut people = BTreeMap::new();
    for (Portrayed { username, name, utc_offset, picture, .. }, password) in PEOPLE.iter().zip(passwords) {
        let new = NewPerson {
            username: (*username).into(),
            name: (*name).into(),
            password,
            totp: None,
            roles: vec!["user".into()],
            utc_offset: *utc_offset,
            picture: *picture,
        };
        people.insert(*username, tx.invite(new)?);
    }
    Ok(people)
}
