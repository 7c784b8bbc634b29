//! Pictures of people and rooms, and drawings of their initials for those who have none.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::parts::Asked;
use crate::{documents::Person, refusal::Refusal, workspace::Workspace};

#[derive(Deserialize)]
pub(super) struct Form {
    format: Option<String>,
}

pub(super) async fn of_person(
    State(workspace): State<Workspace>,
    Path(username): Path<String>,
    Asked(form): Asked<Form>,
) -> Result<Response, Refusal> {
    let person = workspace.run(move |tx| tx.person_by_username(&username)).await?;
    picture(workspace, person.ok_or_else(Refusal::not_found)?, form).await
}

pub(super) async fn of_person_by_id(
    State(workspace): State<Workspace>,
    Path(uid): Path<String>,
    Asked(form): Asked<Form>,
) -> Result<Response, Refusal> {
    let person = workspace.run(move |tx| tx.person(&uid.into())).await?;
    picture(workspace, person.ok_or_else(Refusal::not_found)?, form).await
}

pub(super) async fn of_room(
    State(workspace): State<Workspace>,
    Path(rid): Path<String>,
    Asked(form): Asked<Form>,
) -> Result<Response, Refusal> {
    let room = workspace.run(move |tx| tx.room(&rid.into())).await?.ok_or_else(Refusal::not_found)?;
    drawing(room.id.as_str(), room.fname.or(room.name).as_deref().unwrap_or("?"), &form)
}

async fn picture(workspace: Workspace, person: Person, form: Form) -> Result<Response, Refusal> {
    let username = person.username.clone();
    match workspace.run(move |tx| tx.picture(&username)).await? {
        Some((kind, bytes)) => Ok(image(kind, bytes)),
        None => drawing(person.id.as_str(), &person.name, &form),
    }
}

/// Initials are drawn as SVG only: whoever wants nothing but PNG draws them himself.
fn drawing(id: &str, name: &str, form: &Form) -> Result<Response, Refusal> {
    if form.format.as_deref() == Some("png") {
        return Err(Refusal::not_found());
    }
    Ok(image("image/svg+xml".into(), initials_svg(id, name).into_bytes()))
}

fn image(kind: String, bytes: Vec<u8>) -> Response {
    // An SVG that is opened by itself must not run anything.
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=3600".into()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'".into()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
    ];
    (StatusCode::OK, headers, bytes).into_response()
}

/// One or two letters on one of eight colours, chosen by id; white on each is readable.
fn initials_svg(id: &str, name: &str) -> String {
    let colour = COLOURS[id.bytes().map(usize::from).sum::<usize>() % COLOURS.len()];
    let mut words = name.split([' ', '-', '_', '.']).filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let letters: String = words.next().into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\"><rect width=\"40\" height=\"40\" \
         fill=\"{colour}\"/><text x=\"20\" y=\"20\" dy=\".36em\" text-anchor=\"middle\" font-family=\"sans-serif\" \
         font-size=\"16\" font-weight=\"600\" fill=\"#fff\">{letters}</text></svg>"
    )
}

const COLOURS: [&str; 8] = ["#2a62b8", "#0e7566", "#8c4a1f", "#7a3fa8", "#a6305c", "#47661a", "#3d5a73", "#8a5a00"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_name() {
        assert!(initials_svg("a", "Diego de la Álvarez").contains(">DÁ<"));
        assert!(initials_svg("a", "general").contains(">G<"));
        assert!(initials_svg("a", "<script> &").contains(">S<"));
    }
}
