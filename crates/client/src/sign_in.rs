//! Finding a workspace and signing in to it (protocol 1.1 and 1.3).

use url::Url;
use vconnct_proto::rest::{self, InfoAnswer, LoginAnswer, LoginData, Request, RestError};

use crate::{action::ActionError, address, http::Http, rest::Rest, update::WorkspaceId};

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
    for root in among(allowed, address::roots(typed))? {
        let id = address::workspace_id(&root);
        let rest = Rest::new(http.clone(), id.clone(), None);
        match rest.send(&Request::Info).await.result.and_then(|body| rest::answer::<InfoAnswer>(&body)) {
            Ok(info) if info.success && !info.version.is_empty() => return Ok(id),
            Err(RestError::Offline(cause)) => {
                log::info!("sign-in: nothing answers: {cause}");
                last = ActionError::Offline;
            }
            Err(RestError::BadCertificate) => {
                last = ActionError::BadCertificate { host: root.host_str().unwrap_or_default().to_owned() };
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
    let rest = Rest::new(http.clone(), root.clone(), None);
    let login = Request::Login { user: user.trim().to_owned(), password, code };
    let answer = rest.send(&login).await.result.and_then(|body| rest::answer::<LoginAnswer>(&body));
    match answer {
        Ok(answer) => Ok(SignedIn { root, data: answer.data }),
        Err(error) => Err(refused(error)),
    }
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
        RestError::Refused { status: 401, code, .. } => match code.as_str() {
            "" | "403" | "Unauthorized" | "totp-invalid" | "unauthorized" => ActionError::WrongPassword,
            code => ActionError::Refused { message: code.to_owned() },
        },
        _ => crate::core::refused(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
