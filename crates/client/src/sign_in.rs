//! Finding a workspace and signing in to it (protocol 1.1 and 1.3).

use std::{collections::VecDeque, time::Duration};

use futures_util::{SinkExt, StreamExt};
use ring::digest::{SHA256, digest};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use url::Url;
use vconnct_proto::{
    UserId,
    ddp::DdpError,
    documents::User,
    login::{self, Granted},
    rest::{self, LoginAnswer, LoginData, LoginDetails, LoginKey, Request, RestError},
};

use crate::{action::ActionError, address, http::Http, link, rest::Rest, update::WorkspaceId};

/// Who has signed in, and where.
#[derive(Debug)]
pub(crate) struct SignedIn {
    /// Without a slash at its end: it names the workspace.
    pub root: String,
    pub data: LoginData,
}

/// The root of the workspace that answers at a typed address, one of `allowed` if there are any.
///
/// # Errors
/// Nothing answers, or something that is no workspace, or people may not sign in there.
pub(crate) async fn find(http: &Http, typed: &str, allowed: &[WorkspaceId]) -> Result<WorkspaceId, ActionError> {
    let mut last = ActionError::NotAWorkspace { url: typed.trim().to_owned() };
    let mut roots: VecDeque<Url> = among(allowed, address::roots(typed))?.into();
    let mut may_move = true;
    while let Some(root) = roots.pop_front() {
        let id = address::workspace_id(&root);
        let rest = Rest::new(http.clone(), id.clone(), None);
        match rest.info().await {
            Ok((info, at)) if info.success && !info.version.is_empty() => {
                // Where it was led to: what is sent to the address as typed would go in plain text, and be turned away.
                return Ok(among(allowed, vec![at])?.first().map_or(id, address::workspace_id));
            }
            Err(RestError::Offline(cause)) => {
                log::info!("sign-in: nothing answers: {cause}");
                last = ActionError::Offline;
            }
            Err(RestError::BadCertificate) => {
                last = ActionError::BadCertificate { host: root.host_str().unwrap_or_default().to_owned() };
            }
            // Elsewhere it is looked for once: what a session is good for goes where the session was given.
            Err(RestError::Refused { status: 300..400, .. }) if std::mem::take(&mut may_move) => {
                let there = rest.moved().await.filter(|there| there.scheme() == "https" || root.scheme() == "http");
                if let Some(there) = there {
                    roots.extend(among(allowed, vec![there])?);
                }
                last = ActionError::NotAWorkspace { url: id };
            }
            _ => last = ActionError::NotAWorkspace { url: id },
        }
    }
    Err(last)
}

/// Signs in with a password, and a code when the workspace has asked for one.
///
/// # Errors
/// What the person can mend: the address, the password, the code.
pub(crate) async fn sign_in(
    http: &Http,
    typed: &str,
    allowed: &[WorkspaceId],
    user: String,
    password: String,
    code: Option<String>,
) -> Result<SignedIn, ActionError> {
    let root = find(http, typed, allowed).await?;
    let user = user.trim().to_owned();
    let digest: String =
        digest(&SHA256, password.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let frames = login::frames(&user, &digest, code.as_deref());
    log_in(http, root, Request::Login { user, password, code }, frames).await
}

/// Signs in with what somebody has brought back from elsewhere, and a code when the workspace has asked for one. The
/// workspace keeps it for two minutes more while it waits for that.
///
/// # Errors
/// It is used up or too old, the code is wrong, or the workspace does not answer.
pub(crate) async fn with_key(
    http: &Http,
    typed: &str,
    allowed: &[WorkspaceId],
    key: LoginKey,
    code: Option<String>,
) -> Result<SignedIn, ActionError> {
    let root = find(http, typed, allowed).await?;
    let frames = login::frames_with(&key, code.as_deref());
    log_in(http, root, Request::LoginWith { key, code }, frames).await
}

/// Asks over REST, and over the socket where that says no more than no.
async fn log_in(http: &Http, root: String, login: Request, frames: [String; 2]) -> Result<SignedIn, ActionError> {
    let rest = Rest::new(http.clone(), root.clone(), None);
    let answer = rest.send(&login).await.result.and_then(|body| rest::answer::<LoginAnswer>(&body));
    let data = match answer {
        Ok(answer) => answer.data,
        // From 9.0 on that is all it ever says: the socket tells whether a code is wanted (protocol 1.3).
        Err(RestError::Refused { status: 401, code: word, .. }) if matches!(word.as_str(), "" | "unauthorized") => {
            let answer = timeout(PATIENCE, over_the_socket(http, &root, frames)).await;
            let granted = answer.ok().flatten().ok_or(ActionError::WrongPassword)?.map_err(refused_there)?;
            let session = Some((granted.id.clone(), granted.token.clone().into()));
            let me = Rest::new(http.clone(), root.clone(), session).send(&Request::Me).await;
            let me = me.result.and_then(|body| rest::answer(&body)).map_err(refused)?;
            LoginData { user_id: granted.id, auth_token: granted.token, me }
        }
        Err(error) => return Err(refused(error)),
    };
    Ok(SignedIn { root, data })
}

/// Signs in with a token that the workspace has given this person already: it is asked whose it is.
///
/// # Errors
/// What the person can mend: the address, the token, the user ID that belongs to it.
pub(crate) async fn sign_in_with_token(
    http: &Http,
    typed: &str,
    allowed: &[WorkspaceId],
    user_id: &str,
    token: &str,
) -> Result<SignedIn, ActionError> {
    let root = find(http, typed, allowed).await?;
    let (user_id, auth_token) = (UserId::from(user_id.trim()), token.trim().to_owned());
    let session = Some((user_id.clone(), auth_token.clone().into()));
    let answer = Rest::new(http.clone(), root.clone(), session).send(&Request::Me).await;
    match answer.result.and_then(|body| rest::answer::<User>(&body)) {
        Ok(me) if me.id == user_id => Ok(SignedIn { root, data: LoginData { user_id, auth_token, me } }),
        Ok(_) | Err(RestError::NotSignedIn) => Err(ActionError::WrongPassword),
        Err(error) => Err(refused(error)),
    }
}

/// Has a workspace mail something: a code, or a way to a new password.
///
/// # Errors
/// It does not answer, or does not mail that.
pub(crate) async fn have_mailed(
    http: &Http,
    typed: &str,
    allowed: &[WorkspaceId],
    mail: Request,
) -> Result<(), ActionError> {
    let root = find(http, typed, allowed).await?;
    Rest::new(http.clone(), root, None).send(&mail).await.result.map(drop).map_err(refused)
}

/// What the socket says to the same login; nothing if it says nothing.
async fn over_the_socket(http: &Http, root: &str, frames: [String; 2]) -> Option<Result<Granted, DdpError>> {
    let mut socket = link::socket(http, root, PATIENCE).await.ok()?;
    for frame in frames {
        socket.send(Message::text(frame)).await.ok()?;
    }
    loop {
        if let Message::Text(text) = socket.next().await?.ok()?
            && let Some(answer) = login::answer(&text)
        {
            return Some(answer);
        }
    }
}

/// The words are the same as in REST before 9.0.
fn refused_there(error: DdpError) -> ActionError {
    let details = error.details.map(|details| LoginDetails { method: details.method });
    refused(RestError::Refused { status: 401, code: error.error, message: error.message, details })
}

/// The roots where people may sign in.
fn among(allowed: &[WorkspaceId], roots: Vec<Url>) -> Result<Vec<Url>, ActionError> {
    let may = |root: &Url| allowed.is_empty() || allowed.contains(&address::workspace_id(root));
    let known = !roots.is_empty();
    let roots: Vec<_> = roots.into_iter().filter(may).collect();
    match known && roots.is_empty() {
        true => Err(ActionError::OtherWorkspace { allowed: allowed.to_vec() }),
        false => Ok(roots),
    }
}

fn refused(error: RestError) -> ActionError {
    match &error {
        RestError::Refused { code, details, .. } if code == "totp-required" => {
            let method = details.as_ref().map(|details| details.method.clone()).unwrap_or_default();
            ActionError::CodeNeeded { method }
        }
        RestError::Refused { status: 401, code, message, .. } => match code.as_str() {
            "" | "403" | "Unauthorized" | "totp-invalid" | "unauthorized" => ActionError::WrongPassword,
            code => ActionError::Refused { message: if message.is_empty() { code } else { message }.to_owned() },
        },
        _ => crate::core::refused(error),
    }
}

/// For the socket's answer.
const PATIENCE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
    };

    use super::*;
    use crate::house::{elsewhere, house};

    /// A workspace of 9.0 that knows one person, with a second factor.
    async fn nine() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream));
            }
        });
        root
    }

    async fn serve(mut stream: TcpStream) {
        let mut start = [0; 1_024];
        let length = stream.peek(&mut start).await.unwrap();
        let start = String::from_utf8_lossy(&start[..length]).into_owned();
        if start.starts_with("GET /websocket") {
            let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
            while let Some(Ok(Message::Text(text))) = socket.next().await {
                let frame: Value = serde_json::from_str(&text).unwrap();
                if frame["msg"] == "method" {
                    let answer = login_there(&frame["params"][0]);
                    let mut result = json!({ "msg": "result", "id": frame["id"] });
                    result.as_object_mut().unwrap().extend(answer.as_object().unwrap().clone());
                    socket.send(Message::text(result.to_string())).await.unwrap();
                }
            }
            return;
        }
        let (status, body) = match () {
            () if start.starts_with("GET /old/api/info") => ("301 Moved\r\nlocation: /api/info", json!({})),
            () if start.starts_with("GET /api/info") => ("200 OK", json!({ "version": "9.0", "success": true })),
            () if start.contains("/api/v1/me") && start.to_lowercase().contains("x-auth-token: t\r\n") => {
                ("200 OK", json!({ "_id": "ada-id", "username": "ada" }))
            }
            () => ("401 Unauthorized", json!({ "success": false, "error": "unauthorized" })),
        };
        let body = body.to_string();
        stream.read_exact(&mut vec![0; length]).await.unwrap();
        let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).await.unwrap();
    }

    fn login_there(params: &Value) -> Value {
        let (login, code) = match &params["totp"] {
            Value::Null => (params, None),
            totp => (&totp["login"], totp["code"].as_str()),
        };
        let secret = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"; // "secret"
        match code {
            _ if login["password"]["digest"] != secret && login["oauth"]["credentialSecret"] != "brought back" => {
                json!({ "error": { "error": 403 } })
            }
            None => json!({ "error": { "error": "totp-required", "details": { "method": "email" } } }),
            Some("123456") => json!({ "result": { "id": "ada-id", "token": "t" } }),
            Some(_) => json!({ "error": { "error": "totp-invalid" } }),
        }
    }

    #[tokio::test]
    async fn a_workspace_that_has_moved_is_found_where_it_is_now() {
        let now = nine().await;
        let (before, _asked) = house(elsewhere(&now, "/api/info")).await;
        let http = Http::new().unwrap();
        assert_eq!(find(&http, &before, &[]).await.unwrap(), now);
        assert!(matches!(
            find(&http, &before, std::slice::from_ref(&before)).await,
            Err(ActionError::OtherWorkspace { .. })
        ));
    }

    #[tokio::test]
    async fn whoever_is_led_elsewhere_in_the_same_house_signs_in_there() {
        let root = nine().await;
        assert_eq!(find(&Http::new().unwrap(), &format!("{root}/old"), &[]).await.unwrap(), root);
    }

    #[tokio::test]
    async fn what_was_brought_back_from_the_browser_may_need_a_code_too() {
        let (root, http) = (nine().await, Http::new().unwrap());
        let tries = async |secret: &str, code: Option<&str>| {
            let key = LoginKey::OAuth { credential_token: "t".into(), credential_secret: secret.into() };
            with_key(&http, &root, &[], key, code.map(str::to_owned)).await.map(|signed_in| signed_in.data.me.username)
        };
        assert_eq!(tries("another", None).await, Err(ActionError::WrongPassword));
        assert_eq!(tries("brought back", None).await, Err(ActionError::CodeNeeded { method: "email".into() }));
        assert_eq!(tries("brought back", Some("000000")).await, Err(ActionError::WrongPassword));
        assert_eq!(tries("brought back", Some("123456")).await, Ok("ada".into()));
    }

    #[tokio::test]
    async fn where_rest_says_nothing_the_socket_tells_whether_a_code_is_needed_and_takes_it() {
        let (root, http) = (nine().await, Http::new().unwrap());
        let tries = async |password: &str, code: Option<&str>| {
            let (user, password, code) = ("ada".into(), password.into(), code.map(str::to_owned));
            sign_in(&http, &root, &[], user, password, code).await.map(|signed_in| signed_in.data.me.username)
        };
        assert_eq!(tries("wrong", None).await, Err(ActionError::WrongPassword));
        assert_eq!(tries("secret", None).await, Err(ActionError::CodeNeeded { method: "email".into() }));
        assert_eq!(tries("secret", Some("000000")).await, Err(ActionError::WrongPassword));
        assert_eq!(tries("secret", Some("123456")).await, Ok("ada".into()));
    }

    #[tokio::test]
    async fn a_token_signs_in_whose_it_is_and_nobody_else() {
        let (root, http) = (nine().await, Http::new().unwrap());
        let tries = async |user_id: &str, token: &str| {
            let signed_in = sign_in_with_token(&http, &root, &[], user_id, token).await?;
            Ok((signed_in.data.user_id, signed_in.data.auth_token))
        };
        assert_eq!(tries(" ada-id ", "t\n").await, Ok(("ada-id".into(), "t".to_owned())), "as it was pasted");
        assert_eq!(tries("ada-id", "another").await, Err(ActionError::WrongPassword));
        assert_eq!(tries("ben-id", "t").await, Err(ActionError::WrongPassword));
    }

    #[test]
    fn a_company_that_names_workspaces_lets_people_into_no_other() {
        let allowed = ["http://localhost:3000".to_owned()];
        let tried = |typed: &str| {
            among(&allowed, address::roots(typed)).map(|roots| roots.iter().map(address::workspace_id).collect())
        };
        assert_eq!(tried("localhost:3000/home"), Ok(vec![allowed[0].clone()]));
        assert_eq!(tried("chat.example.com"), Err(ActionError::OtherWorkspace { allowed: allowed.to_vec() }));
        assert_eq!(tried("a b"), Ok(vec![]), "no address at all");
        assert_eq!(among(&[], address::roots("chat.example.com")).unwrap().len(), 1);
    }

    fn refuse(body: &str) -> ActionError {
        refused(rest::refusal(401, body.as_bytes(), None))
    }

    #[test]
    fn a_wrong_password_is_told_apart_from_a_code_that_is_needed() {
        assert_eq!(refuse(r#"{"status":"error","error":"Unauthorized"}"#), ActionError::WrongPassword);
        assert_eq!(
            refuse(r#"{"status":"error","error":"totp-required","details":{"method":"email"}}"#),
            ActionError::CodeNeeded { method: "email".into() }
        );
        // 9.0 says no more than that a code is needed (protocol 8.23).
        assert_eq!(
            refuse(r#"{"status":"error","error":"totp-required"}"#),
            ActionError::CodeNeeded { method: String::new() }
        );
        assert_eq!(refuse(r#"{"success":false,"error":"unauthorized"}"#), ActionError::WrongPassword);
        assert_eq!(
            refuse(r#"{"status":"error","error":"error-login-blocked-for-ip"}"#),
            ActionError::Refused { message: "error-login-blocked-for-ip".into() }
        );
    }
}
