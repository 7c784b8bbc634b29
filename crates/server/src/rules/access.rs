//! Who may do what where.

use vconnct_proto::UserId;

use crate::documents::{Person, Room, RoomType, Subscription};

/// The rights the workspace knows, and the roles that have them at first.
pub(crate) const PERMISSIONS: [(&str, &[&str]); 12] = [
    ("call-management", &["admin", "owner", "moderator", "user"]),
    ("create-c", &["admin", "user", "bot"]),
    ("create-d", &["admin", "user", "bot"]),
    ("create-p", &["admin", "user", "bot"]),
    ("delete-message", &["admin", "owner", "moderator"]),
    ("delete-own-message", &["admin", "user"]),
    ("edit-message", &["admin", "owner", "moderator"]),
    ("mention-all", &["admin", "owner", "moderator", "user"]),
    ("mention-here", &["admin", "owner", "moderator", "user"]),
    ("post-readonly", &["admin", "owner", "moderator"]),
    ("videoconf-ring-users", &["admin", "owner", "moderator", "user"]),
    ("view-c-room", &["admin", "user", "bot"]),
];

/// Whether one of the person's roles, here or everywhere, has this right.
pub(crate) fn has(permission: &str, person: &Person, subscription: Option<&Subscription>, granted: &[String]) -> bool {
    let here = subscription.map(|subscription| subscription.roles.as_slice()).unwrap_or_default();
    debug_assert!(PERMISSIONS.iter().any(|(name, _)| *name == permission), "{permission} is no permission");
    person.roles.iter().chain(here).any(|role| granted.contains(role))
}

/// Members read a room; a public channel is open to everybody.
pub(crate) fn can_read(room: &Room, member: bool) -> bool {
    member || (room.t == RoomType::Channel && room.prid.is_none())
}

/// Why nobody, or this person, may write here: the code stock servers answer.
pub(crate) fn refuses_post(
    room: &Room,
    person: &Person,
    subscription: Option<&Subscription>,
    may_post_readonly: bool,
) -> Option<&'static str> {
    if room.archived {
        return Some("room_is_archived");
    }
    if subscription.is_some_and(|subscription| subscription.blocked || subscription.blocker) {
        return Some("room_is_blocked");
    }
    if room.muted.contains(&person.username) {
        return Some("You_have_been_muted");
    }
    if room.ro && !may_post_readonly {
        return Some("error-not-allowed");
    }
    None
}

/// The ids a two-person or larger direct room is found by, whoever asks.
pub(crate) fn direct_key(members: &[UserId]) -> String {
    let mut ids: Vec<_> = members.iter().map(UserId::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.concat()
}
