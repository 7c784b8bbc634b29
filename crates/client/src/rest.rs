//! Sends requests and reads their answers. Waits where the workspace asks to; hammers nobody.

use std::time::Duration;

use reqwest::{
    RequestBuilder, Response, StatusCode, Url,
    header::{self, HeaderMap, HeaderValue},
};
use vconnct_proto::{
    Timestamp, UserId,
    rest::{InfoAnswer, Request, RestError, answer, refusal},
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
        let get = |address: Url| self.http.requests().get(address);
        let address =
            Url::parse(&format!("{}{path}", self.root)).map_err(|_| RestError::Nonsense("no address".into()))?;
        let mut response = self.with_cookie(get(address)).send().await.map_err(offline)?;
        // Some workspaces keep their files in another house, which learns nothing of this person.
        if let Some(there) = location(&response) {
            response = get(there).send().await.map_err(offline)?;
        }
        if response.status() != StatusCode::OK {
            return Err(refusal(response.status().as_u16(), b"", None));
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
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

    /// How the workspace introduces itself, and at which root: the same house may have led there.
    pub async fn info(&self) -> Result<(InfoAnswer, Url), RestError> {
        let path = Request::Info.path();
        let response = self.http.requests().get(format!("{}{path}", self.root)).send().await.map_err(offline)?;
        let (status, at) = (response.status(), response.url().clone());
        let body = body(response, BODY).await?;
        if !status.is_success() {
            return Err(refusal(status.as_u16(), &body, None));
        }
        let root = at.as_str().strip_suffix(path).and_then(|root| root.parse().ok());
        Ok((answer(&body)?, root.ok_or_else(|| RestError::Nonsense("it has led elsewhere".into()))?))
    }

    /// The root where a workspace that has moved is now, if it says so.
    pub async fn moved(&self) -> Option<Url> {
        let path = Request::Info.path();
        let response = self.http.requests().get(format!("{}{path}", self.root)).send().await.ok()?;
        location(&response)?.as_str().strip_suffix(path)?.parse().ok()
    }

    fn signed(&self, builder: RequestBuilder) -> RequestBuilder {
        match &self.session {
            Some((user, token)) => {
                builder.header("X-Auth-Token", secret(token.reveal())).header("X-User-Id", user.as_str())
            }
            None => builder,
        }
    }

    /// The only way in which the route of pictures knows a person (decision 14).
    fn with_cookie(&self, builder: RequestBuilder) -> RequestBuilder {
        match &self.session {
            Some((user, token)) => {
                builder.header(header::COOKIE, secret(&format!("rc_uid={user}; rc_token={}", token.reveal())))
            }
            None => builder,
        }
    }
}

fn secret(text: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

/// Where an answer sends whoever asked.
fn location(response: &Response) -> Option<Url> {
    let location = response.headers().get(header::LOCATION).filter(|_| response.status().is_redirection())?;
    response.url().join(location.to_str().ok()?).ok()
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
    let date = headers.get(header::DATE)?.to_str().ok()?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::{elsewhere, house, ok};

    fn ana(root: &str) -> Rest {
        Rest::new(Http::new().unwrap(), root.to_owned(), Some(("AnaId".into(), "s3cret".to_owned().into())))
    }

    #[tokio::test]
    async fn a_picture_comes_from_another_house_without_a_word_of_who_asks() {
        let (store, mut asked_there) = house(ok("image/png", "\u{89}PNG")).await;
        let (root, mut asked) = house(elsewhere(&store, "/bucket/ana")).await;
        let (bytes, kind) = ana(&root).picture("/avatar/ana").await.unwrap();
        assert_eq!((bytes.len(), kind.as_str()), (5, "image/png"));
        let here = asked.recv().await.unwrap();
        assert!(here.contains("cookie: rc_uid=AnaId; rc_token=s3cret"), "{here}");
        let there = asked_there.recv().await.unwrap();
        assert!(
            there.starts_with("GET /bucket/ana") && !there.contains("s3cret") && !there.contains("AnaId"),
            "{there}"
        );
    }

    #[tokio::test]
    async fn a_signed_request_goes_to_no_other_house() {
        let (other, mut asked_there) = house(ok("application/json", "{}")).await;
        let (root, mut asked) = house(elsewhere(&other, "/api/v1/me")).await;
        let answer = ana(&root).send(&Request::Me).await.result;
        assert!(matches!(answer, Err(RestError::Refused { status: 302, .. })), "{answer:?}");
        assert!(asked.recv().await.unwrap().contains("x-auth-token: s3cret"));
        assert!(asked_there.try_recv().is_err());
    }
}
