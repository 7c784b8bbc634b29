//! Times as the realtime API writes them: `{"$date": ms}` where REST has ISO 8601.

use serde_json::{Value, json};
use vconnct_proto::Timestamp;

/// Rewrites the times in a document. Known by their names: a text that looks like a time stays a text.
pub(crate) fn ejson(mut document: Value) -> Value {
    rewrite(&mut document);
    document
}

fn rewrite(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if TIMES.contains(&name.as_str()) => {
                        if let Ok(Timestamp(ms)) = text.parse() {
                            *value = json!({ "$date": ms });
                        }
                    }
                    _ => rewrite(value),
                }
            }
        }
        _ => {}
    }
}

const TIMES: [&str; 17] = [
    "_deletedAt",
    "_updatedAt",
    "createdAt",
    "declinedAt",
    "dlm",
    "editedAt",
    "endedAt",
    "joinedAt",
    "lastSeenAt",
    "leftAt",
    "lm",
    "lr",
    "ls",
    "ringingAt",
    "tlm",
    "tokenExpires",
    "ts",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_members_that_are_times_become_dates() {
        let iso = "2026-09-14T09:00:00.000Z";
        assert_eq!(
            ejson(json!({ "ts": iso, "msg": iso, "lastMessage": { "ts": iso }, "lm": null })),
            json!({
                "ts": { "$date": 1_789_376_400_000_i64 },
                "msg": iso,
                "lastMessage": { "ts": { "$date": 1_789_376_400_000_i64 } },
                "lm": null,
            })
        );
    }
}
