//! The number on the app's icon: what waits for this very person.

use vconnct_proto::documents::Subscription;

/// What waits in one room: mentions, and in a conversation of people every message.
pub(crate) fn waiting(room: &Subscription) -> u32 {
    if room.open == Some(false) || room.archived {
        return 0; // not in the sidebar, where one could see to it
    }
    let mentions = mentions(room);
    let is_quiet = room.disable_notifications || room.hide_unread_status;
    if room.t == "d" && !is_quiet { room.unread.max(mentions) } else { mentions }
}

/// The mentions to show: none where their person has hidden them (protocol 2.5).
pub(crate) fn mentions(room: &Subscription) -> u32 {
    if room.hide_mention_status { 0 } else { room.user_mentions.saturating_add(room.group_mentions) }
}

/// The number, of what waits in each workspace.
pub(crate) fn badge(workspaces: impl Iterator<Item = u64>) -> u32 {
    u32::try_from(workspaces.fold(0, u64::saturating_add)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn room(more: Value) -> Subscription {
        let mut room = json!({ "_id": "s1", "rid": "r1", "t": "c", "name": "general", "unread": 5 });
        for (name, value) in more.as_object().unwrap() {
            room[name] = value.clone();
        }
        serde_json::from_value(room).unwrap()
    }

    #[test]
    fn mentions_wait_for_a_person_and_so_does_what_is_written_to_them_alone() {
        for (more, number) in [
            (json!({}), 0),
            (json!({ "userMentions": 1, "groupMentions": 2 }), 3),
            (json!({ "t": "d" }), 5),
            (json!({ "t": "d", "userMentions": 1 }), 5),
            (json!({ "t": "d", "disableNotifications": true }), 0),
            (json!({ "t": "d", "hideUnreadStatus": true, "userMentions": 1 }), 1),
            (json!({ "userMentions": 1, "groupMentions": 2, "hideMentionStatus": true }), 0),
            (json!({ "t": "d", "userMentions": 7, "hideMentionStatus": true }), 5),
            (json!({ "t": "d", "hideUnreadStatus": true, "userMentions": 1, "hideMentionStatus": true }), 0),
            (json!({ "t": "d", "open": false }), 0),
            (json!({ "t": "d", "archived": true }), 0),
        ] {
            assert_eq!(waiting(&room(more.clone())), number, "{more}");
        }
    }

    #[test]
    fn the_number_is_that_of_all_workspaces() {
        assert_eq!(badge([].into_iter()), 0);
        assert_eq!(badge([3, 4].into_iter()), 7);
        assert_eq!(badge([u64::MAX, 1].into_iter()), u32::MAX);
    }
}
