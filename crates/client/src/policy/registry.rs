//! Windows keeps texts, numbers and lists: which value of ours they stand for is told by the member they are for.

use serde_json::{Map, Value};

use super::{Policy, Source};

/// What Windows' registry can hold of a policy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RegistryValue {
    /// `REG_DWORD`: a number, or 0 and 1 for off and on.
    Number(u32),
    /// `REG_SZ`: a word, or JSON for what has parts.
    Text(String),
    /// `REG_MULTI_SZ`
    Texts(Vec<String>),
}

/// The members that a key of the registry stands for.
pub fn of_registry(values: impl IntoIterator<Item = (String, RegistryValue)>) -> Map<String, Value> {
    let meant = |(key, held): (String, RegistryValue)| {
        let readings: Vec<Value> = match held {
            RegistryValue::Number(number) => vec![number.into(), (number != 0).into()],
            RegistryValue::Text(text) => {
                let json = serde_json::from_str(&text).ok();
                [Some(text.into()), json].into_iter().flatten().collect()
            }
            // It holds no empty text, but one may be read at its end.
            RegistryValue::Texts(texts) => vec![texts.into_iter().filter(|text| !text.is_empty()).collect()],
        };
        let fits = |reading: &&Value| is_understood(&key, reading);
        // What fits nowhere is told of as it stands there.
        let value = readings.iter().find(fits).or(readings.first()).cloned().unwrap_or_default();
        (key, value)
    };
    values.into_iter().map(meant).collect()
}

fn is_understood(key: &str, value: &Value) -> bool {
    let members = Ok(Map::from_iter([(key.to_owned(), value.clone())]));
    Policy::of([Source { name: String::new(), members }]).faults().is_empty()
}
