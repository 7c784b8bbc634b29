//! How a workspace introduces itself to whoever is not signed in yet (protocol 1.3, 1.7).

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;
use url::Url;
use vconnct_proto::rest::{self, LoginService, LoginServicesAnswer, Request, RestError, SettingsAnswer};

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
    settings: Vec<(String, Value)>,
    services: Vec<LoginService>,
}

/// Looks for the workspace at a typed address, one of `allowed` if there are any, and for what it offers. One that
/// answers but does not say is taken for an ordinary one.
///
/// # Errors
/// Nothing answers, or something that is no workspace, or people may not sign in there.
pub(crate) async fn look(http: &Http, typed: &str, allowed: &[WorkspaceId]) -> Result<Reception, ActionError> {
    let workspace = sign_in::find(http, typed, allowed).await?;
    let rest = Rest::new(http.clone(), workspace.clone(), None);
    let (settings, services) = tokio::join!(
        asked::<SettingsAnswer>(&rest, Request::PublicSettings { ids: SETTINGS.to_vec(), offset: 0 }),
        asked::<LoginServicesAnswer>(&rest, Request::LoginServices),
    );
    let settings = settings.map(|answer| answer.settings).unwrap_or_default();
    let services = services.map(|answer| answer.services).unwrap_or_default();
    Ok(Reception {
        workspace,
        settings: settings.into_iter().map(|setting| (setting.id, setting.value)).collect(),
        services: services.into_iter().filter(|service| service.shown && !service.name.is_empty()).collect(),
    })
}

async fn asked<T: serde::de::DeserializeOwned>(rest: &Rest, request: Request) -> Option<T> {
    // Whoever wants to sign in does not wait out an office's limits for a name.
    let answer = timeout(PATIENCE, rest.send(&request)).await.map_err(|_| RestError::Offline("too slow".into()));
    let answer = answer.and_then(|answer| answer.result).and_then(|body| rest::answer(&body));
    answer.map_err(|error| log::info!("sign-in: {}: {error}", request.path())).ok()
}

impl Reception {
    /// The service of this name.
    pub fn service(&self, name: &str) -> Option<&LoginService> {
        self.services.iter().find(|service| service.name == name)
    }

    /// As the sign-in page shows it.
    pub fn at_door(&self) -> WorkspaceAtDoor {
        let is = |id: &str, value: bool| self.setting(id) == Some(&Value::Bool(value));
        let name = self.setting("Site_Name").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
        let services = self.services.iter();
        WorkspaceAtDoor {
            id: self.workspace.clone(),
            name: name.map_or_else(|| host_of(&self.workspace), |name| name.trim().to_owned()),
            services: services.map(|one| Service { name: one.name.clone(), label: label(one) }).collect(),
            password: !is("Accounts_ShowFormLogin", false),
            resets_passwords: is("Accounts_PasswordReset", true),
            calls: self.setting("VideoConf_Default_Provider") != Some(&Value::String(String::new())),
        }
    }

    fn setting(&self, id: &str) -> Option<&Value> {
        self.settings.iter().find(|(known, _)| known == id).map(|(_, value)| value)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reception(settings: Value, services: Value) -> Reception {
        let settings: SettingsAnswer = serde_json::from_value(json!({ "settings": settings })).unwrap();
        let services: LoginServicesAnswer = serde_json::from_value(json!({ "services": services })).unwrap();
        Reception {
            workspace: "https://chat.example.com/hq".into(),
            settings: settings.settings.into_iter().map(|setting| (setting.id, setting.value)).collect(),
            services: services.services,
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
