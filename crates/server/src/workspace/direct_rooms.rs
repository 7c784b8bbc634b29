//! Direct rooms have no name of their own: each member sees the others' (protocol 2.3).

use vconnct_proto::UserId;

use crate::{
    documents::{Person, Room, RoomType, Subscription},
    ids,
    refusal::Refusal,
    store::Tx,
};

impl Tx<'_> {
    /// Makes the direct room of `people`, who include `by`.
    ///
    /// Two people: the other side's list shows it with the first message or call only.
    pub(super) fn create_direct(&mut self, by: &Person, people: &[Person], uids: Vec<UserId>) -> Result<Room, Refusal> {
        let room = Room {
            id: room_id(&uids).into(),
            t: RoomType::Direct,
            name: None,
            fname: None,
            u: by.author(),
            usernames: Some(people.iter().map(|person| person.username.clone()).collect()),
            users_count: people.len(),
            uids: Some(uids.clone()),
            msgs: 0,
            ts: self.now,
            lm: None,
            last_message: None,
            topic: None,
            description: None,
            ro: false,
            default: false,
            sys_mes: true,
            muted: Vec::new(),
            archived: false,
            team_id: None,
            team_main: false,
            prid: None,
            avatar_etag: None,
            updated_at: self.now,
        };
        self.put_room(&room)?;
        let mut added: Vec<Subscription> = Vec::new();
        for person in people {
            let open = people.len() != 2 || person.id == by.id;
            added.push(self.subscribe(&room, person, names_for(person, people), open, Vec::new())?);
        }
        for subscription in &added {
            self.subscription_news("inserted", subscription)?;
        }
        self.room_news("inserted", &room, &uids)?;
        Ok(room)
    }
}

/// Two people's room is called after both, as stock servers do it; clients must not rely on it.
fn room_id(uids: &[UserId]) -> String {
    match uids {
        [_, _] => crate::rules::access::direct_key(uids),
        _ => ids::short(),
    }
}

/// Username and real name under which `viewer` sees a room of `people`.
fn names_for(viewer: &Person, people: &[Person]) -> (String, String) {
    let mut others: Vec<&Person> = people.iter().filter(|person| person.id != viewer.id).collect();
    if others.is_empty() {
        others.push(viewer);
    }
    others.sort_by_key(|person| person.name.to_lowercase());
    let join = |part: fn(&Person) -> &str| others.iter().map(|person| part(person)).collect::<Vec<_>>().join(", ");
    (join(|person| &person.username), join(|person| &person.name))
}
