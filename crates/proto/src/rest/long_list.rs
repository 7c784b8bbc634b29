//! A long list of changes, read a few documents at a time: ten thousand rooms take a moment each, not all.

use std::ops::Range;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};

use super::RestError;

/// The answer of `rooms.get` or `subscriptions.get`, its documents told apart and not yet read.
#[derive(Debug)]
pub struct LongList {
    body: Vec<u8>,
    documents: Vec<Range<usize>>,
    /// The answer without its documents.
    pub rest: Vec<u8>,
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow)]
    update: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    remove: Option<&'a RawValue>,
}

impl LongList {
    /// Tells the documents of an answer apart.
    ///
    /// # Errors
    /// [`RestError::Nonsense`] when it is no list of changes.
    pub fn of(body: Vec<u8>) -> Result<Self, RestError> {
        let raw: Raw<'_> = serde_json::from_slice(&body).map_err(|error| RestError::Nonsense(error.to_string()))?;
        let start = body.as_ptr().addr();
        let span = |document: &&RawValue| {
            let from = document.get().as_ptr().addr() - start;
            from..from + document.get().len()
        };
        let documents = raw.update.iter().map(span).collect();
        let removed = raw.remove.map_or("[]", RawValue::get);
        let rest = format!(r#"{{"update":[],"remove":{removed}}}"#).into_bytes();
        Ok(Self { body, documents, rest })
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Reads some of the documents; those that do not fit are left out.
    pub fn read<T: DeserializeOwned>(&self, which: Range<usize>) -> impl Iterator<Item = T> {
        let documents = self.documents.get(which).unwrap_or_default().iter();
        documents.filter_map(|span| document(self.body.get(span.clone())?))
    }
}

/// Reads a document as it would be read in its list at once: if a member is there twice, the last counts.
fn document<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
    let whole = |_| serde_json::from_slice::<Value>(json).and_then(serde_json::from_value);
    serde_json::from_slice(json).or_else(whole).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{documents::Room, rest::RoomsAnswer};

    const BODY: &str =
        r#" {"update": [{"_id":"a","t":"c"}, {"_id":7}, {"_id":"b","t":"d"}], "remove":[{"_id":"z"}], "success":true}"#;

    #[test]
    fn a_long_list_is_read_in_pieces_and_one_bad_document_spoils_none() {
        let list = LongList::of(BODY.into()).unwrap();
        let read = |which| list.read::<Room>(which).map(|room| room.id.to_string()).collect::<Vec<_>>();
        assert_eq!((list.len(), list.is_empty()), (3, false));
        assert_eq!((read(0..2), read(2..3), read(0..9)), (vec!["a".into()], vec!["b".into()], vec![]));
    }

    #[test]
    fn a_document_that_says_something_twice_is_not_lost() {
        let list = LongList::of(br#"{"update":[{"_id":"a","t":"c","t":"d"}]}"#.to_vec()).unwrap();
        assert_eq!(list.read::<Room>(0..1).map(|room| room.t).collect::<Vec<_>>(), ["d"]);
    }

    #[test]
    fn what_is_left_says_what_went() {
        let answer: RoomsAnswer = super::super::answer(&LongList::of(BODY.into()).unwrap().rest).unwrap();
        assert!(answer.update.is_empty());
        assert_eq!(answer.remove.len(), 1);
    }

    #[test]
    fn a_list_of_nothing_is_empty() {
        let list = LongList::of(br#"{"update":[],"remove":[]}"#.to_vec()).unwrap();
        assert_eq!((list.len(), list.is_empty()), (0, true));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(LongList::of(b"<html>".to_vec()).is_err());
        assert!(LongList::of(br#"{"update":7}"#.to_vec()).is_err());
    }
}
