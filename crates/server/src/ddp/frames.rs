//! Frames as text.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::refusal::Refusal;

/// What a client sends.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(tag = "msg", rename_all = "lowercase")]
pub(super) enum ClientFrame {
    Connect {
        version: String,
        #[serde(default)]
        support: Vec<String>,
    },
    Method {
        id: String,
        method: String,
        #[serde(default)]
        params: Vec<Value>,
    },
    Ping {
        id: Option<String>,
    },
    Pong {},
    Sub {
        id: String,
        name: String,
        #[serde(default)]
        params: Vec<Value>,
    },
    Unsub {
        id: String,
    },
}

/// The error of a method or a subscription.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DdpError {
    pub error: Value,
    pub reason: Option<String>,
    pub details: Option<Value>,
}

impl DdpError {
    /// What a subscription or a write gets that is nobody's business.
    pub fn not_allowed() -> Self {
        Self { error: json!("not-allowed"), reason: None, details: None }
    }

    fn document(&self) -> Value {
        let code = match &self.error {
            Value::String(code) => code.clone(),
            number => number.to_string(),
        };
        let message = match &self.reason {
            Some(reason) => format!("{reason} [{code}]"),
            None => format!("[{code}]"),
        };
        let mut document =
            json!({ "isClientSafe": true, "error": self.error, "message": message, "errorType": "Meteor.Error" });
        if let Some(reason) = &self.reason {
            document["reason"] = json!(reason);
        }
        if let Some(details) = &self.details {
            document["details"] = details.clone();
        }
        document
    }
}

impl From<Refusal> for DdpError {
    fn from(refusal: Refusal) -> Self {
        let code = if refusal.status == 500 { json!(500) } else { json!(refusal.code()) };
        Self { error: code, reason: refusal.error, details: refusal.details }
    }
}

pub(crate) fn method_not_found(method: &str) -> DdpError {
    DdpError { error: json!(404), reason: Some(format!("Method '{method}' not found")), details: None }
}

/// A method's result. Nothing to say is success.
pub(crate) fn result_frame(id: &str, outcome: Result<Option<Value>, DdpError>) -> Value {
    match outcome {
        Ok(None) => json!({ "msg": "result", "id": id }),
        Ok(Some(result)) => json!({ "msg": "result", "id": id, "result": result }),
        Err(error) => json!({ "msg": "result", "id": id, "error": error.document() }),
    }
}

/// The end of a subscription, refused or asked for.
pub(super) fn nosub_frame(id: &str, error: Option<DdpError>) -> Value {
    match error {
        Some(error) => json!({ "msg": "nosub", "id": id, "error": error.document() }),
        None => json!({ "msg": "nosub", "id": id }),
    }
}

/// Something a client said makes no sense.
pub(super) fn error_frame(reason: &str, offending: Option<Value>) -> Value {
    match offending {
        Some(offending) => json!({ "msg": "error", "reason": reason, "offendingMessage": offending }),
        None => json!({ "msg": "error", "reason": reason }),
    }
}

/// Answers a ping, with its id if it had one.
pub(super) fn pong_frame(id: Option<String>) -> Value {
    match id {
        Some(id) => json!({ "msg": "pong", "id": id }),
        None => json!({ "msg": "pong" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_method_is_told_so_as_stock_servers_do() {
        assert_eq!(
            result_frame("13", Err(method_not_found("nope"))),
            json!({
                "msg": "result", "id": "13",
                "error": {
                    "isClientSafe": true, "error": 404, "reason": "Method 'nope' not found",
                    "message": "Method 'nope' not found [404]", "errorType": "Meteor.Error",
                },
            })
        );
    }

    #[test]
    fn a_refused_subscription_says_not_allowed() {
        assert_eq!(
            nosub_frame("sub-1", Some(DdpError::not_allowed())),
            json!({
                "msg": "nosub", "id": "sub-1",
                "error": {
                    "isClientSafe": true, "error": "not-allowed", "message": "[not-allowed]",
                    "errorType": "Meteor.Error",
                },
            })
        );
    }
}
