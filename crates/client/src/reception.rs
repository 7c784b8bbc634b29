//! How a workspace introduces itself to whoever is not signed in yet (protocol 1.3, 1.7).

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;
use url::Url;
use vconnct_proto::rest::{self, LoginService, LoginServicesAnswer, Request, SettingsAnswer};

use crate::{
    action::ActionError,
    http::Http,
    rest::Rest,
    sign_in,
    update::{Service, WorkspaceAtDoor, WorkspaceId},
};

/// What is known of a workspace before anybody has signed in.
#[derive(Clone, Debug)]
pub(crate) struct Reception {
    pub workspace: WorkspaceId,
    settings: Option<Vec<(String, Value)>>,
    services: Option<Vec<LoginService>>,
}

/// Looks for the workspace at a typed address, one of `allowed` if there are any, and for what it offers. One that
/// answers but does not say at once is shown as an ordinary one, until [`complete`] knows better.
///
/// # Errors
/// Nothing answers, or something that is no workspace, or people may not sign in there.
pub(crate) async fn look(http: &Http, typed: &str, allowed: &[WorkspaceId]) -> Result<Reception, ActionError> {
    let workspace = sign_in::find(http, typed, allowed).await?;
    let rest = Rest::new(http.clone(), workspace.clone(), None);
    // Whoever wants to sign in does not wait out an office's limits for a name.
    let (settings, services) = tokio::join!(timeout(PATIENCE, settings(&rest)), timeout(PATIENCE, services(&rest)));
    Ok(Reception { workspace, settings: settings.ok().flatten(), services: services.ok().flatten() })
}

/// Asks for what was not said yet, as often as it takes: the limits of an office are waited out.
pub(crate) async fn complete(http: &Http, mut reception: Reception) -> Reception {
    let rest = Rest::new(http.clone(), reception.workspace.clone(), None);
    for _ in 0..TRIES {
        if reception.settings.is_none() {
            reception.settings = settings(&rest).await;
        }
        if reception.services.is_none() {
            reception.services = services(&rest).await;
        }
        if reception.is_complete() {
            break;
        }
        tokio::time::sleep(PATIENCE).await;
    }
    reception
}

async fn settings(rest: &Rest) -> Option<Vec<(String, Value)>> {
    let answer: SettingsAnswer = asked(rest, Request::PublicSettings { ids: SETTINGS.to_vec(), offset: 0 }).await?;
    Some(answer.settings.into_iter().map(|setting| (setting.id, setting.value)).collect())
}

async fn services(rest: &Rest) -> Option<Vec<LoginService>> {
    let answer: LoginServicesAnswer = asked(rest, Request::LoginServices).await?;
    Some(answer.services.into_iter().filter(|service| service.shown && !service.name.is_empty()).collect())
}

async fn asked<T: serde::de::DeserializeOwned>(rest: &Rest, request: Request) -> Option<T> {
    let answer = rest.send(&request).await.result.and_then(|body| rest::answer(&body));
    answer.map_err(|error| log::info!("sign-in: {}: {error}", request.path())).ok()
}

impl Reception {
    /// The service of this name.
    pub fn service(&self, name: &str) -> Option<&LoginService> {
        self.services.iter().flatten().find(|service| service.name == name)
    }

    /// Whether it has said all that is to be shown.
    pub fn is_complete(&self) -> bool {
        self.settings.is_some() && self.services.is_some()
    }

    /// As the sign-in page shows it.
    pub fn at_door(&self) -> WorkspaceAtDoor {
        let is = |id: &str, value: bool| self.setting(id) == Some(&Value::Bool(value));
        let name = self.setting("Site_Name").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
        let services = self.services.iter().flatten();
        WorkspaceAtDoor {
            id: self.workspace.clone(),
            name: name.map_or_else(|| host_of(&self.workspace), |name| name.trim().to_owned()),
            services: services.map(|one| Service { name: one.name.clone(), label: label(one) }).collect(),
            password: !is("Accounts_ShowFormLogin", false),
            resets_passwords: is("Accounts_PasswordReset", true),
            calls: self.setting("VideoConf_Default_Provider") != Some(&Value::String(String::new())),
            complete: self.is_complete(),
        }
    }

    fn setting(&self, id: &str) -> Option<&Value> {
        self.settings.iter().flatten().find(|(known, _)| known == id).map(|(_, value)| value)
    }
}

/// What its button says: what the workspace wants it to, else its name with a capital.
fn label(service: &LoginService) -> String {
    if !service.label.trim().is_empty() {
        return service.label.trim().to_owned();
    }
    let mut letters = service.name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn host_of(workspace: &str) -> String {
    Url::parse(workspace).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| workspace.to_owned())
}

const SETTINGS: [&str; 4] =
    ["Accounts_PasswordReset", "Accounts_ShowFormLogin", "Site_Name", "VideoConf_Default_Provider"];
/// For a workspace to say what it offers, once it has answered.
const PATIENCE: Duration = Duration::from_secs(3);
/// Then it is taken as it is.
const TRIES: usize = 20;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reception(settings: Value, services: Value) -> Reception {
        let settings: SettingsAnswer = serde_json::from_value(json!({ "settings": settings })).unwrap();
        let services: LoginServicesAnswer = serde_json::from_value(json!({ "services": services })).unwrap();
        Reception {
            workspace: "https://chat.example.com/hq".into(),
            settings: Some(settings.settings.into_iter().map(|setting| (setting.id, setting.value)).collect()),
            services: Some(services.services),
        }
    }

    #[test]
    fn a_workspace_that_says_nothing_takes_a_password_and_has_calls() {
        let door = reception(json!([]), json!([])).at_door();
        assert_eq!(door.name, "chat.example.com");
        assert!(door.password && door.calls && !door.resets_passwords && door.services.is_empty());
    }

    #[test]
    fn what_it_says_of_itself_is_shown() {
        let door = reception(
            json!([
                { "_id": "Site_Name", "value": " Vconnct HQ " },
                { "_id": "Accounts_ShowFormLogin", "value": false },
                { "_id": "Accounts_PasswordReset", "value": true },
                { "_id": "VideoConf_Default_Provider", "value": "" },
            ]),
            json!([{ "service": "saml", "buttonLabelText": "Company login" }, { "name": "github" }]),
        )
        .at_door();
        assert_eq!((door.id.as_str(), door.name.as_str()), ("https://chat.example.com/hq", "Vconnct HQ"));
        assert!(!door.password && !door.calls && door.resets_passwords);
        let labels: Vec<_> = door.services.iter().map(|one| (one.name.as_str(), one.label.as_str())).collect();
        assert_eq!(labels, [("saml", "Company login"), ("github", "Github")]);
    }
}
