//! What endpoints read from a request: who asks, and what for. Everything else is refused here.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Query, Request, State},
    http::{HeaderMap, HeaderValue, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use vconnct_proto::UserId;

use crate::{refusal::Refusal, rules::limits::Budget, workspace::Workspace};

/// Who is signed in.
#[derive(Clone, Debug)]
pub(super) struct Me {
    pub id: UserId,
    pub token: String,
}

/// Lets signed-in people through, as often as they may (protocol 1.6): authentication comes first, so
/// that strangers use up nobody's budget.
pub(super) async fn gate(State(workspace): State<Workspace>, mut request: Request, next: Next) -> Response {
    let me = match authenticate(&workspace, request.headers()).await {
        Ok(me) => me,
        Err(refusal) => return refusal.into_response(),
    };
    let route = request.uri().path().rsplit('/').next().unwrap_or_default();
    let budget = workspace.count_request(&me.id, route);
    request.extensions_mut().insert(me);
    let mut response = match budget {
        Some(budget) if budget.exceeded => {
            let wait = workspace.now().age(budget.reset).max(budget.reset.age(workspace.now()));
            Refusal::too_many(wait.as_millis().div_ceil(1000) as u64).into_response()
        }
        _ => next.run(request).await,
    };
    if let Some(budget) = budget {
        add_limits(response.headers_mut(), budget);
    }
    response
}

async fn authenticate(workspace: &Workspace, headers: &HeaderMap) -> Result<Me, Refusal> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(token), Some(id)) = (header("x-auth-token"), header("x-user-id")) else {
        return Err(Refusal::logged_out());
    };
    match workspace.session(token).await? {
        Some(owner) if owner.as_str() == id => Ok(Me { id: owner, token: token.to_owned() }),
        _ => Err(Refusal::logged_out()),
    }
}

fn add_limits(headers: &mut HeaderMap, budget: Budget) {
    headers.insert("x-ratelimit-limit", budget.limit.into());
    headers.insert("x-ratelimit-remaining", budget.remaining.into());
    headers.insert("x-ratelimit-reset", HeaderValue::from(budget.reset.0));
}

impl<S: Sync> FromRequestParts<S> for Me {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        parts.extensions.get().cloned().ok_or_else(Refusal::logged_out)
    }
}

/// A JSON body; one that does not fit is refused with the reason.
pub(super) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(Refusal::schema(&rejection.body_text())),
        }
    }
}

/// The query; one that does not fit is refused with the reason.
pub(super) struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => Err(Refusal::schema(&rejection.body_text())),
        }
    }
}
