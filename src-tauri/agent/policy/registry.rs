//! Windows: the two keys for policies of its registry, which only an administrator may write.

use vconnct_client::policy::{RegistryValue, Source, of_registry};
use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE, Type, Value};

/// Those that are there, the one that counts first.
pub(super) fn sources() -> Vec<Source> {
    let keys = [("HKLM", LOCAL_MACHINE), ("HKCU", CURRENT_USER)];
    keys.into_iter().filter_map(|(name, root)| Some(source(name, &root.open(PATH).ok()?))).collect()
}

fn source(root: &str, key: &Key) -> Source {
    let values = key.values().map_err(|error| error.to_string());
    let members = values.map(|values| of_registry(values.filter_map(|(name, value)| Some((name, held(&value)?)))));
    Source { name: format!(r"{root}\{PATH}"), members }
}

/// What is of another kind is none of ours.
fn held(value: &Value) -> Option<RegistryValue> {
    match value.ty() {
        Type::U32 => u32::try_from(value.clone()).ok().map(RegistryValue::Number),
        Type::String => String::try_from(value.clone()).ok().map(RegistryValue::Text),
        Type::MultiString => Vec::<String>::try_from(value.clone()).ok().map(RegistryValue::Texts),
        _ => None,
    }
}

const PATH: &str = r"Software\Policies\Vconnct";
