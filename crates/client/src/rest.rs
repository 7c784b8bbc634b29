//! Sends requests and reads their answers. Waits where the workspace asks to; hammers nobody.

use std::time::Duration;

use reqwest::{Response, StatusCode, header::HeaderMap};
use vconnct_proto::{
    Timestamp, UserId,
    rest::{Request, RestError, refusal},
};

use crate::{
    credentials::Token,
    http::{self, Http},
    steady,
};

/// REST at one workspace, for one person or nobody yet.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    http: Http,
    /// Without a slash at its end.
    root: String,
    session: Option<(UserId, Token)>,
}

/// An answer, and when the server gave it.
pub(crate) struct Answer {
    pub result: Result<Vec<u8>, RestError>,
    pub date: Option<Timestamp>,
}

impl Rest {
    pub fn new(http: Http, root: String, session: Option<(UserId, Token)>) -> Self {
        Self { http, root, session }
    }

    /// Sends a request. Reads wait out a limit and are sent again; what changes something is not.
    pub async fn send(&self, request: &Request) -> Answer {
        for _ in 0..LIMITED_TRIES {
            let answer = self.send_once(request).await;
            match &answer.result {
                Err(RestError::TooMany { wait }) if request.body().is_none() => {
                    tokio::time::sleep(*wait + Duration::from_millis(fastrand::u64(0..1_000))).await;
                }
                _ => return answer,
            }
        }
        self.send_once(request).await
    }

    /// Fetches a picture: its bytes, and what kind it is.
    pub async fn picture(&self, path: &str) -> Result<(Vec<u8>, String), RestError> {
        let response =
            self.signed(self.http.requests().get(format!("{}{path}", self.root))).send().await.map_err(offline)?;
        if response.status() != StatusCode::OK {
            return Err(refusal(response.status().as_u16(), b"", None));
        }
        let kind = response.headers().get(reqwest::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
        Ok((body(response, PICTURE).await?, kind))
    }

    async fn send_once(&self, request: &Request) -> Answer {
        let address = format!("{}{}", self.root, request.path());
        let builder = match request.body() {
            Some(body) => self.http.requests().post(address).json(&body),
            None => self.http.requests().get(query(&address, request)),
        };
        let builder = if request.is_anonymous() { builder } else { self.signed(builder) };
        let response = match builder.send().await {
            Ok(response) => response,
            Err(error) => return Answer { result: Err(offline(error)), date: None },
        };
        let date = date(response.headers());
        let status = response.status();
        let reset = reset(response.headers());
        let result = match body(response, BODY).await {
            Ok(body) if status.is_success() => Ok(body),
            // A login that is refused says why; anything else has lost its session.
            Ok(_) if status == StatusCode::UNAUTHORIZED && !request.is_anonymous() => Err(RestError::NotSignedIn),
            Ok(body) => Err(refusal(status.as_u16(), &body, reset)),
            Err(error) => Err(error),
        };
        Answer { result, date }
    }

    fn signed(&self, builder: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.session {
            Some((user, token)) => {
                let mut secret = reqwest::header::HeaderValue::from_str(token.reveal())
                    .unwrap_or(reqwest::header::HeaderValue::from_static(""));
                secret.set_sensitive(true);
                builder.header("X-Auth-Token", secret).header("X-User-Id", user.as_str())
            }
            None => builder,
        }
    }
}

fn query(address: &str, request: &Request) -> String {
    let query = request.query();
    if query.is_empty() {
        return address.to_owned();
    }
    let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("{address}?{encoded}")
}

/// Reads a body up to a limit: what is longer is no answer of the protocol.
async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, RestError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(offline)? {
        if body.len() + chunk.len() > limit {
            return Err(RestError::Nonsense("an answer without end".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn offline(error: reqwest::Error) -> RestError {
    match http::is_bad_certificate(&error) {
        true => RestError::BadCertificate,
        false => RestError::Offline(http::cause(error)),
    }
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let date = headers.get(reqwest::header::DATE)?.to_str().ok()?;
    let zoned = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

/// `X-RateLimit-Reset`, in milliseconds since 1970 (protocol 1.6), as a wait from now.
fn reset(headers: &HeaderMap) -> Option<Duration> {
    let reset: i64 = headers.get("x-ratelimit-reset")?.to_str().ok()?.parse().ok()?;
    let now = date(headers).unwrap_or_else(steady::wall);
    u64::try_from(reset - now.0).ok().map(Duration::from_millis).map(|wait| wait.min(LONGEST_WAIT))
}

const LIMITED_TRIES: usize = 3;
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Bytes: ten thousand rooms are some ten millions.
const BODY: usize = 64 << 20;
const PICTURE: usize = 2 << 20;
