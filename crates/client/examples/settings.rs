//! Prints the settings for people: `schema` for a JSON Schema, `table` for a page to read. `cargo xtask bindings`
//! writes them to `docs/`.

use serde_json::{Map, Value, json};
use vconnct_client::{
    policy::{MAY_SET, WORKSPACES},
    update::Settings,
};

fn main() {
    let schema = schema();
    match std::env::args().nth(1).as_deref() {
        Some("schema") => println!("{schema:#}"),
        Some("table") => print!("{}", page(&schema)),
        _ => panic!("say schema or table"),
    }
}

fn schema() -> Value {
    let mut schema = serde_json::to_value(schemars::schema_for!(Settings)).expect("a schema is JSON");
    schema["title"] = "Settings of Vconnct".into();
    schema["description"] = "What a person has chosen, as settings.json of a profile keeps it.".into();
    schema
}

fn page(schema: &Value) -> String {
    let written = serde_json::to_string(&Settings::default()).expect("settings can be written");
    let first: Map<String, Value> = serde_json::from_str(&written).expect("they are an object");
    let place = |key: &str| written.find(&format!("\"{key}\":"));
    let mut keys: Vec<&String> = first.keys().collect();
    keys.sort_by_key(|key| place(key));
    let rows = keys.into_iter().map(|key| {
        let member = &schema["properties"][key];
        let policy = if MAY_SET.contains(&key.as_str()) { "yes" } else { "no" };
        let (kind, default) = (kind(member, schema), &first[key]);
        format!("| `{key}` | {kind} | `{default}` | {} | {policy} |\n", line(&member["description"]))
    });
    format!("{HEAD}{}{}", rows.collect::<String>(), FOOT.replace("WORKSPACES", WORKSPACES))
}

/// What values a member may have.
fn kind(member: &Value, schema: &Value) -> String {
    let kinds = |all: &Value| {
        let kinds: Vec<_> = all.as_array().into_iter().flatten().map(|one| kind(one, schema)).collect();
        kinds.join(", ")
    };
    if let Some(name) = member["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        return kind(&schema["$defs"][name], schema);
    }
    for any in ["anyOf", "oneOf"] {
        if member.get(any).is_some() {
            return kinds(&member[any]);
        }
    }
    if let Some(value) = member.get("const") {
        return format!("`{value}`");
    }
    if let Some(values) = member["enum"].as_array() {
        return values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    }
    match &member["type"] {
        Value::Array(types) => {
            let each = types.iter().map(|one| {
                let mut alone = member.clone();
                alone["type"] = one.clone();
                kind(&alone, schema)
            });
            each.collect::<Vec<_>>().join(", ")
        }
        Value::String(one) => match one.as_str() {
            "array" if member["minItems"] == member["maxItems"] => {
                format!("{} × {}", member["minItems"], kind(&member["items"], schema))
            }
            "array" => format!("at most {} × {}", member["maxItems"], kind(&member["items"], schema)),
            "boolean" => "`true`, `false`".into(),
            "integer" if member.get("maximum").is_some() => format!("{} to {}", member["minimum"], member["maximum"]),
            "integer" => "a number".into(),
            "null" => "`null`".into(),
            "object" if member.get("additionalProperties").is_some_and(Value::is_object) => {
                format!("{{ …: {} }}", kind(&member["additionalProperties"], schema))
            }
            "object" => {
                let properties = member["properties"].as_object();
                let each = properties.into_iter().flatten().map(|(key, one)| format!("`{key}`: {}", kind(one, schema)));
                format!("{{ {} }}", each.collect::<Vec<_>>().join("; "))
            }
            "string" => "text".into(),
            other => other.to_owned(),
        },
        _ => json!(member).to_string(),
    }
}

fn line(text: &Value) -> String {
    text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

const HEAD: &str = "\
<!-- Generated from crates/client by `cargo xtask bindings`. Do not edit. -->

# Settings

What a person has chosen is in `settings.json` of their profile ([where that is](admin.md)), each setting by the name below; what is
not there has its first value. A value that cannot be read is taken for the first one: a copy of the file is kept as
`settings.broken.json` beside it, and the log names the setting. [settings.schema.json](settings.schema.json) says the same to
programs.

| key | values | at first | meaning | a policy may fix it |
|---|---|---|---|---|
";

const FOOT: &str = "
A policy ([how](admin.md#managed-settings)) may say one more thing, `WORKSPACES`: the list of addresses people may sign in to.
";
