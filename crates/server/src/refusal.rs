//! Why the workspace does not do what it was asked, in the envelopes of protocol 1.2.

use serde_json::{Map, Value, json};

/// A refusal: a status for REST, and words both APIs can say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub status: u16,
    /// The code or the text; some failures of calls carry neither.
    pub error: Option<String>,
    pub error_type: Option<String>,
    pub details: Option<Value>,
    /// Members of the older, login-like envelope.
    pub extra: Map<String, Value>,
}

impl Refusal {
    /// 400 with a plain code.
    pub fn plain(code: &str) -> Self {
        Self::with_status(400, Some(code))
    }

    /// 400 with a reason and a code, as a thrown server error comes out.
    pub fn coded(reason: &str, code: &str) -> Self {
        Self { error_type: Some(code.into()), ..Self::with_status(400, Some(&format!("{reason} [{code}]"))) }
    }

    /// 400 for a body or a query that does not fit.
    pub fn schema(text: &str) -> Self {
        Self::coded(text, "invalid-params")
    }

    /// 400 without a word (protocol 4.5: join of a call that is over).
    pub fn bare() -> Self {
        Self::with_status(400, None)
    }

    /// 401: no session, or a bad one.
    pub fn logged_out() -> Self {
        const TEXT: &str = "You must be logged in to do this.";
        Self::with_status(401, Some(TEXT)).with("status", json!("error")).with("message", json!(TEXT))
    }

    /// 401 of a login.
    pub fn login(error: Value, message: &str, details: Option<Value>) -> Self {
        let refusal = Self { details, ..Self::with_status(401, None) };
        refusal.with("status", json!("error")).with("error", error).with("message", json!(message))
    }

    /// 403: a right is missing.
    pub fn forbidden() -> Self {
        Self::with_status(403, Some("unauthorized"))
    }

    /// 404, as the call endpoints of 8.9 say it and as unknown ones do.
    pub fn not_found() -> Self {
        Self::with_status(404, Some("Resource not found"))
    }

    /// 429.
    pub fn too_many(seconds: u64) -> Self {
        let text = format!(
            "Error, too many requests. Please slow down. You must wait {seconds} seconds before trying this endpoint \
             again. [error-too-many-requests]"
        );
        Self::with_status(429, Some(&text))
    }

    /// 500; the cause goes to the log, not over the wire.
    pub fn internal() -> Self {
        Self::with_status(500, Some("Internal server error"))
    }

    pub fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The code, however it was said.
    pub fn code(&self) -> &str {
        self.error_type.as_deref().or(self.error.as_deref()).unwrap_or_default()
    }

    /// The body of a REST answer.
    pub fn body(&self) -> Value {
        let mut body = Map::from_iter([("success".to_owned(), json!(false))]);
        body.extend(self.extra.clone());
        let optional = [
            ("error", self.error.clone().map(Value::from)),
            ("errorType", self.error_type.clone().map(Value::from)),
            ("details", self.details.clone()),
        ];
        body.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        Value::Object(body)
    }

    fn with_status(status: u16, error: Option<&str>) -> Self {
        Self { status, error: error.map(str::to_owned), error_type: None, details: None, extra: Map::new() }
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.extra.insert(name.to_owned(), value);
        self
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        log::error!("the database says: {error}");
        Self::internal()
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        log::error!("a stored document cannot be read: {error}");
        Self::internal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_envelope_is_the_documented_one() {
        assert_eq!(Refusal::plain("invalid-params").body(), json!({"success": false, "error": "invalid-params"}));
        assert_eq!(Refusal::bare().body(), json!({"success": false}));
        assert_eq!(
            Refusal::schema("missing field `callId`").body(),
            json!({"success": false, "error": "missing field `callId` [invalid-params]", "errorType": "invalid-params"})
        );
        let text = "You must be logged in to do this.";
        assert_eq!(
            Refusal::logged_out().body(),
            json!({"status": "error", "message": text, "success": false, "error": text})
        );
    }
}
