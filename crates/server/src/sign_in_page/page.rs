//! How the pages look: a form, the way back to the app, and what went wrong.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use crate::escape::html;

/// A form that asks who somebody is. It is sent to its own address.
#[derive(Default)]
pub(super) struct Form<'a> {
    pub heading: &'a str,
    pub text: &'a str,
    /// As it was typed before.
    pub username: &'a str,
    /// Why the person is asked again.
    pub problem: Option<&'a str>,
    pub asks_for_code: bool,
}

impl Form<'_> {
    pub fn response(&self, status: StatusCode) -> Response {
        let problem = self.problem.map(|problem| format!("<p id=\"problem\" role=\"alert\">{}</p>", html(problem)));
        let code = if self.asks_for_code { CODE } else { "" };
        let (first, again) = if self.username.is_empty() { (" autofocus", "") } else { ("", " autofocus") };
        let content = format!(
            r#"<p>{text}</p>
<form method="post">
  {problem}
  <label for="username">E-mail or username</label>
  <input id="username" name="username" value="{username}" autocomplete="username" autocapitalize="none" spellcheck="false" required{first}>
  <label for="password">Password</label>
  <input id="password" name="password" type="password" autocomplete="current-password" required{again}>
  {code}
  <button id="sign-in">Sign in</button>
</form>"#,
            text = html(self.text),
            problem = problem.unwrap_or_default(),
            username = html(self.username),
        );
        page(status, self.heading, "", &content)
    }
}

/// Hands over by a link, at once where the browser lets a page do that.
pub(super) fn returning(heading: &str, text: &str, link: &str) -> Response {
    let content =
        format!("<p>{}</p>\n<p><a id=\"return\" href=\"{}\">Back to Vconnct</a></p>\n{SCRIPT}", html(text), html(link));
    page(StatusCode::OK, heading, "", &content)
}

/// Hands over in the page's own address.
pub(super) fn fragment(fragment: &str) -> Response {
    let attribute = format!(" data-fragment=\"{}\"", html(fragment));
    let content = format!("<p>You can close this window.</p>\n{SCRIPT}");
    page(StatusCode::OK, SIGNED_IN, &attribute, &content)
}

/// Leads nowhere.
pub(super) fn refused(status: StatusCode, text: &str) -> Response {
    page(status, NOT_SIGNED_IN, "", &format!("<p>{}</p>", html(text)))
}

pub(super) fn trouble() -> Response {
    refused(StatusCode::INTERNAL_SERVER_ERROR, "Something is wrong here. Try again in a minute.")
}

pub(super) fn stranger() -> Response {
    refused(StatusCode::FORBIDDEN, "This was sent by a page of somebody else. Start again in Vconnct.")
}

fn page(status: StatusCode, heading: &str, attribute: &str, content: &str) -> Response {
    let heading = html(heading);
    let text = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{heading} – Vconnct</title>
<link rel="icon" href="/call-page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/call-page/look.css">
<link rel="stylesheet" href="/sign-in-page/sign-in.css">
</head>
<body{attribute}>
<main>
<h1>{heading}</h1>
{content}
</main>
</body>
</html>
"#
    );
    (status, Html(text)).into_response()
}

pub(super) const SIGNED_IN: &str = "You are signed in";
pub(super) const NOT_SIGNED_IN: &str = "You are not signed in";
pub(super) const BACK: &str =
    "Your browser may ask whether to open Vconnct. You can close this tab once Vconnct is in front of you.";
pub(super) const WRONG_PASSWORD: &str = "That password doesn't match this user.";

const SCRIPT: &str = r#"<script type="module" src="/sign-in-page/return.js"></script>"#;

const CODE: &str = r#"<label for="code">Code of your authenticator app</label>
  <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required>"#;
