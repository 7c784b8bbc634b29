//! Public settings and permissions.

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use vconnct_proto::Timestamp;

use super::{
    Answer,
    parts::{Asked, Me},
    rooms::since,
    success,
};
use crate::{root::Root, sign_in_page, workspace::Workspace};

#[derive(Deserialize)]
pub(super) struct Public {
    /// Names, by comma.
    #[serde(rename = "_id")]
    ids: Option<String>,
    count: Option<usize>,
    offset: Option<usize>,
}

pub(super) async fn public(State(workspace): State<Workspace>, Asked(asked): Asked<Public>) -> Answer {
    let settings = workspace.run(|tx| tx.settings()).await?;
    let wanted: Option<Vec<&str>> = asked.ids.as_deref().map(|ids| ids.split(',').map(str::trim).collect());
    let named: Vec<Value> = settings
        .into_iter()
        .filter(|(id, _)| wanted.as_ref().is_none_or(|wanted| wanted.contains(&id.as_str())))
        .map(|(id, value)| json!({ "_id": id, "value": value }))
        .collect();
    let (total, offset) = (named.len(), asked.offset.unwrap_or(0));
    let count = asked.count.filter(|count| *count > 0).unwrap_or(total);
    let page: Vec<Value> = named.into_iter().skip(offset).take(count).collect();
    success(json!({ "count": page.len(), "settings": page, "offset": offset, "total": total }))
}

/// The ways in through a browser.
pub(super) async fn oauth(State(workspace): State<Workspace>, Root(root): Root) -> Answer {
    let company = workspace.terms().company.then(|| sign_in_page::service(&root));
    success(json!({ "services": Vec::from_iter(company) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Since {
    updated_since: Option<String>,
}

pub(super) async fn permissions(State(workspace): State<Workspace>, _: Me, Asked(asked): Asked<Since>) -> Answer {
    let since: Option<Timestamp> = since(asked.updated_since.as_deref())?;
    let permissions = workspace.run(move |tx| tx.permissions(since)).await?;
    let update: Vec<Value> = permissions
        .into_iter()
        .map(|permission| json!({ "_id": permission.id, "roles": permission.roles, "_updatedAt": permission.updated }))
        .collect();
    success(json!({ "update": update, "remove": [] }))
}
