//! What a new message does to the counters of those who have not read it (protocol 2.5).

use vconnct_proto::Timestamp;

use crate::documents::{Mention, MentionKind, Message, Room, RoomType, Subscription};

/// Counts a message by somebody else.
pub(crate) fn count(subscription: &mut Subscription, room: &Room, message: &Message, now: Timestamp) {
    if let Some(thread) = message.tmid.clone().filter(|_| message.tshow != Some(true)) {
        if !subscription.tunread.contains(&thread) {
            subscription.tunread.push(thread);
        }
    } else {
        let me = mentioned(&message.mentions, subscription);
        let all = message.mentions.iter().any(|mention| mention.kind == MentionKind::Team);
        subscription.user_mentions += u32::from(me);
        subscription.group_mentions += u32::from(all);
        subscription.unread += u32::from(me || all || room.t == RoomType::Direct);
        subscription.open = true;
    }
    subscription.alert = true;
    subscription.updated_at = now;
}

/// Forgets what was unread.
pub(crate) fn read(subscription: &mut Subscription, threads: bool, now: Timestamp) {
    subscription.alert = !threads && !subscription.tunread.is_empty();
    (subscription.unread, subscription.user_mentions, subscription.group_mentions) = (0, 0, 0);
    if threads {
        subscription.tunread.clear();
    }
    (subscription.open, subscription.ls, subscription.updated_at) = (true, Some(now), now);
}

fn mentioned(mentions: &[Mention], subscription: &Subscription) -> bool {
    mentions.iter().any(|mention| mention.kind == MentionKind::User && mention.id == subscription.u.id)
}
