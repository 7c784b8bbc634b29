//! The workspace's public settings and permissions, as a new one has them (protocol 1.7).

use serde_json::{Value, json};

use crate::{refusal::Refusal, rules::access, store::Tx};

impl Tx<'_> {
    /// Makes what a new workspace lacks, and what follows from how this one is run.
    pub fn prepare_settings(&mut self) -> Result<(), Refusal> {
        for (id, value) in defaults() {
            if self.setting(id)?.is_none() {
                self.put_setting(id, &value)?;
            }
        }
        self.put_setting("VideoConf_Default_Provider", &json!(self.terms.provider))?;
        self.put_setting("VideoConf_Conference_Window_Enabled", &json!(self.terms.call_window))?;
        for id in LICENSED {
            match (self.terms.licensed, self.setting(id)?) {
                (true, None) => self.put_setting(id, &json!(true))?,
                (false, Some(_)) => self.drop_setting(id)?,
                _ => {}
            }
        }
        if self.permissions(None)?.is_empty() {
            for (id, roles) in access::PERMISSIONS {
                self.put_permission(id, roles)?;
            }
        }
        Ok(())
    }

    /// What the workspace is called.
    pub fn site_name(&self) -> Result<String, Refusal> {
        let value = self.setting("Site_Name")?;
        Ok(value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// The longest message, in characters.
    pub fn longest_message(&self) -> Result<usize, Refusal> {
        let value = self.setting("Message_MaxAllowedSize")?;
        Ok(value.and_then(|value| value.as_u64()).and_then(|value| usize::try_from(value).ok()).unwrap_or(5000))
    }

    pub fn uses_real_names(&self) -> Result<bool, Refusal> {
        Ok(self.setting("UI_Use_Real_Name")? == Some(json!(true)))
    }
}

fn defaults() -> Vec<(&'static str, Value)> {
    vec![
        ("Accounts_AllowAnonymousRead", json!(false)),
        ("Accounts_AvatarBlockUnauthenticatedAccess", json!(false)),
        ("Accounts_LoginExpiration", json!(90)),
        // No mail goes out from here.
        ("Accounts_PasswordReset", json!(false)),
        ("Accounts_ShowFormLogin", json!(true)),
        ("Accounts_TwoFactorAuthentication_Enabled", json!(true)),
        ("DirectMesssage_maxUsers", json!(8)),
        ("Discussion_enabled", json!(true)),
        ("Favorite_Rooms", json!(true)),
        ("FileUpload_Enabled", json!(false)),
        ("LDAP_Enable", json!(false)),
        ("Language", json!("en")),
        ("Message_AllowDeleting", json!(true)),
        ("Message_AllowDeleting_BlockDeleteInMinutes", json!(0)),
        ("Message_AllowEditing", json!(true)),
        ("Message_AllowEditing_BlockEditInMinutes", json!(0)),
        ("Message_MaxAllowedSize", json!(5000)),
        ("Presence_broadcast_disabled", json!(false)),
        ("Site_Name", json!("Vconnct")),
        ("Threads_enabled", json!(true)),
        ("UI_Use_Real_Name", json!(true)),
        ("VideoConf_Enable_Persistent_Chat", json!(false)),
        ("VideoConf_Mobile_Ringing", json!(false)),
    ]
}

/// The settings that exist only with the licence (protocol 4.1).
const LICENSED: [&str; 4] =
    ["VideoConf_Enable_Channels", "VideoConf_Enable_DMs", "VideoConf_Enable_Groups", "VideoConf_Enable_Teams"];
