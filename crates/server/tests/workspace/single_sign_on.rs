//! Signing in with a browser: the company's login, its way back, and sessions handed over (protocol 1.3).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Url;
use serde_json::{Value, json};
use vconnct_server::{Config, Server};

use crate::client::{Answer, Office, Person, Socket, anonymous, http, submits};

#[tokio::test]
async fn the_company_login_is_offered_where_there_is_one() {
    let office = company().await;
    let root = office.server.url();
    let offered = anonymous(root, "GET", "/api/v1/settings.oauth", None).await.body;
    let service = json!({
        "_id": "company", "service": "company", "name": "company", "custom": true, "clientId": "vconnct",
        "serverURL": root, "authorizePath": "/company-login/authorize", "scope": "openid", "loginStyle": "popup",
        "buttonLabelText": "Company login", "buttonColor": "#1d4ed8", "buttonLabelColor": "#ffffff", "showButton": true,
    });
    assert_eq!(offered, json!({ "services": [service], "success": true }));
    let settings = "/api/v1/settings.public?_id=Accounts_ShowFormLogin,Accounts_PasswordReset";
    let settings = anonymous(root, "GET", settings, None).await.body["settings"].clone();
    assert_eq!(
        settings,
        json!([
            { "_id": "Accounts_PasswordReset", "value": false },
            { "_id": "Accounts_ShowFormLogin", "value": true },
        ])
    );
}

#[tokio::test]
async fn the_demo_has_a_company_login_and_other_workspaces_have_none() {
    let demo = Server::start(Config { demo: true, ..Config::default() }).await.unwrap();
    let offered = anonymous(demo.url(), "GET", "/api/v1/settings.oauth", None).await.body;
    assert_eq!(offered["services"][0]["name"], "company");
    let mara = &demo.people()[0];
    let back = submits(&authorize(demo.url(), &popup()), &typed(&mara.username, &mara.password), &[]).await;
    assert_eq!(back.status, 303);
    let office = Office::open().await;
    let root = office.server.url();
    let offered = anonymous(root, "GET", "/api/v1/settings.oauth", None).await.body;
    assert_eq!(offered["services"], json!([]));
    for address in [authorize(root, &popup()), format!("{root}/_oauth/company?code=x&state={}", popup())] {
        assert_eq!(visits(&address).await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn a_sign_in_in_the_browser_comes_back_to_the_app_by_a_link() {
    let office = company().await;
    let root = office.server.url();
    for app in ["rocketchat://auth", "vconnct://auth"] {
        let form = visits(&authorize(root, &redirect(app))).await;
        assert_eq!(form.status, 200);
        assert!(
            text(&form).contains(r#"<form method="post">"#) && text(&form).contains("Sign in to go on to Vconnct.")
        );
        let closing = comes_back(root, &redirect(app), "ada").await;
        let link = link(&closing);
        let parts = parts(&link);
        let secret = &parts[3].1;
        let expected = format!("{app}?host={root}/&type=oauth&credentialToken={TOKEN}&credentialSecret={secret}");
        assert_eq!(link, expected);
        assert!(text(&closing).contains("Back to Vconnct") && text(&closing).contains("You can close this tab"));
        let ada = signs_in(root, TOKEN, secret).await;
        assert_eq!(ada.gets("me").await["username"], "ada");
    }
}

#[tokio::test]
async fn a_window_whose_address_the_app_reads_gets_the_credential_in_its_fragment() {
    let office = company().await;
    let root = office.server.url();
    let closing = comes_back(root, &popup(), "ben").await;
    let fragment = between(text(&closing), "data-fragment=\"", "\"").to_owned();
    let decoded = Url::parse(&format!("http://x/?{fragment}")).unwrap().query_pairs().next().unwrap().0.into_owned();
    let credential: Value = serde_json::from_str(&decoded).unwrap();
    assert_eq!(credential["credentialToken"], TOKEN);
    assert!(!text(&closing).contains("<a "), "there is nowhere to go from here");
    let mut socket = Socket::open(root).await;
    let result = socket.method("login", json!([{ "oauth": credential }])).await["result"].clone();
    assert!(result["tokenExpires"]["$date"].is_i64());
    let ben = Person { token: result["token"].as_str().unwrap().into(), ..office.signs_in("ben").await };
    assert_eq!(ben.gets("me").await["username"], "ben");
    let again = socket.method("login", json!([{ "oauth": credential }])).await;
    assert_eq!(again["error"]["error"], 403, "{again}");
}

#[tokio::test]
async fn a_desktop_program_is_handed_a_session() {
    let office = Office::open().await;
    let root = office.server.url();
    let home = format!("{root}/home?loginClient=desktop");
    let form = visits(&home).await;
    assert_eq!(form.status, 200);
    assert!(text(&form).contains("Sign in to Vconnct") && text(&form).contains(r#"<form method="post">"#));
    let closing = submits(&home, &typed("ada@vconnct.example", "ada secret"), &[]).await;
    let link = link(&closing);
    let parts = parts(&link);
    let ada = Person { id: parts[2].1.clone(), token: parts[1].1.clone(), ..office.signs_in("ada").await };
    let host = root.replace(':', "%3A").replace('/', "%2F");
    assert_eq!(link, format!("rocketchat://auth?host={host}&token={}&userId={}", ada.token, ada.id));
    assert_eq!(ada.gets("me").await["username"], "ada");
    let wrong = submits(&home, &typed("ada", "wrong"), &[]).await;
    assert_eq!(problem(&wrong), "That password doesn&#39;t match this user.");
    for elsewhere in ["/home", "/home?loginClient=mobile"] {
        let visit = visits(&format!("{root}{elsewhere}")).await;
        let sent = submits(&format!("{root}{elsewhere}"), &typed("ada", "ada secret"), &[]).await;
        assert_eq!((visit.status, sent.status), (404, 404), "{elsewhere}");
    }
}

#[tokio::test]
async fn whoever_has_a_second_factor_is_asked_for_its_code_in_every_way_through_the_browser() {
    let office = company().await;
    let root = office.server.url();
    office.server.add_person_with_code("dee", "Dee Okoro", "dee secret", b"12345678901234567890").await.unwrap();
    let closing = comes_back(root, &redirect("vconnct://auth"), "dee").await;
    let secret = &parts(&link(&closing))[3].1;
    let asked = login(root, TOKEN, secret).await;
    assert_eq!((asked.status, &asked.body["error"]), (401, &json!("totp-required")));
    assert_eq!(asked.body["details"]["method"], "totp");
    let with = async |code: &str| {
        let login = json!({ "oauth": { "credentialToken": TOKEN, "credentialSecret": secret } });
        let body = json!({ "totp": { "code": code, "login": login } });
        anonymous(root, "POST", "/api/v1/login", Some(body)).await
    };
    assert_eq!(with("000000").await.body["error"], "totp-invalid", "the credential is still good");
    assert_eq!(with("225108").await.body["data"]["me"]["username"], "dee");
    assert_eq!(with("225108").await.body["error"], "Unauthorized", "and now it is used up");
    let home = format!("{root}/home?loginClient=desktop");
    let asked = submits(&home, &typed("dee", "dee secret"), &[]).await;
    assert!(problem(&asked).contains("authenticator app") && text(&asked).contains(r#"name="code""#));
    let code = |code| [typed("dee", "dee secret"), vec![("code", code)]].concat();
    assert!(problem(&submits(&home, &code("000000"), &[]).await).contains("not right"));
    // 2026-09-14T09:00:00Z is where the office's clock stands.
    let handed = submits(&home, &code("225108"), &[]).await;
    assert!(link(&handed).starts_with("rocketchat://auth?host="));
}

#[tokio::test]
async fn a_request_that_is_not_our_workspaces_leads_nowhere() {
    let office = company().await;
    let root = office.server.url();
    let good = authorize(root, &popup());
    let callback = format!("{root}/_oauth/company");
    let escaped = callback.replace(':', "%3A").replace('/', "%2F");
    for bad in [
        good.replace("client_id=vconnct", "client_id=other"),
        good.replace("response_type=code", "response_type=token"),
        good.replace(&escaped, "https%3A%2F%2Fvconnct.example%2F_oauth%2Fcompany"),
        good.replace(&escaped, &format!("{escaped}%2F..")),
        good.replace(&escaped, &format!("{escaped}%3Fclose")),
        good.replace("redirect_uri", "redirect"),
        good.replace("&state=", "&status="),
        format!("{root}/company-login/authorize"),
    ] {
        assert_ne!(bad, good);
        let sent = submits(&bad, &typed("ada", "ada secret"), &[]).await;
        for answer in [visits(&bad).await, sent] {
            assert_eq!(answer.status, 400, "{bad}");
            assert!(answer.headers.get("location").is_none() && !text(&answer).contains("<form"), "{bad}");
            assert!(text(&answer).contains("This link is not complete. Start again in Vconnct."));
        }
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_on_the_page_and_nothing_typed_runs_there() {
    let office = company().await;
    let address = authorize(office.server.url(), &popup());
    for (username, password) in [("ada", "wrong"), ("nobody", "ada secret"), ("ada", ""), ("", "")] {
        let answer = submits(&address, &typed(username, password), &[]).await;
        assert_eq!(answer.status, 401);
        assert!(answer.headers.get("location").is_none());
        assert_eq!(problem(&answer), "That password doesn&#39;t match this user.");
    }
    let answer = submits(&address, &typed("\"><script>alert(1)</script>", "wrong"), &[]).await;
    assert!(!text(&answer).contains("<script>"));
    assert!(text(&answer).contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""));
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_refused() {
    let office = company().await;
    let root = office.server.url();
    for address in [authorize(root, &popup()), format!("{root}/home?loginClient=desktop")] {
        let sends = async |headers: &[(&str, &str)]| submits(&address, &typed("ada", "ada secret"), headers).await;
        for foreign in [
            &[("origin", "https://vconnct.example")][..],
            &[("origin", "null")],
            &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        ] {
            let answer = sends(foreign).await;
            assert_eq!(answer.status, 403, "{foreign:?}");
            assert!(answer.headers.get("location").is_none() && !text(&answer).contains("id=\"return\""));
        }
        for own in [&[("origin", root)][..], &[("origin", "null"), ("sec-fetch-site", "same-origin")]] {
            assert!([200, 303].contains(&sends(own).await.status), "{own:?}");
        }
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_for_a_minute() {
    let office = company().await;
    let root = office.server.url();
    let address = authorize(root, &popup());
    let code = async || location(&submits(&address, &typed("ada", "ada secret"), &[]).await);
    let first = code().await;
    assert_eq!(visits(&first).await.status, 200);
    let late = code().await;
    let punctual = code().await;
    office.passes(59);
    assert_eq!(visits(&punctual).await.status, 200);
    office.passes(1);
    let made_up = format!("{root}/_oauth/company?code=made-up&state={}", popup());
    let none = format!("{root}/_oauth/company?state={}", popup());
    for stale in [first, punctual, late, made_up, none] {
        let answer = visits(&stale).await;
        assert_eq!(answer.status, 400, "{stale}");
        assert!(text(&answer).contains("This link has expired. Start again in Vconnct."));
        assert!(!text(&answer).contains("data-fragment"));
    }
}

#[tokio::test]
async fn a_credential_is_good_once_and_for_five_minutes() {
    let office = company().await;
    let root = office.server.url();
    let secret = async || parts(&link(&comes_back(root, &redirect("vconnct://auth"), "ada").await))[3].1.clone();
    let replaced = secret().await;
    let good = secret().await;
    for (token, secret) in [(TOKEN, "wrong"), ("wrong", &*good), (TOKEN, &*replaced), (TOKEN, ""), ("", "")] {
        refused(root, token, secret).await;
    }
    office.passes(299);
    signs_in(root, TOKEN, &good).await;
    refused(root, TOKEN, &good).await;
    let old = secret().await;
    office.passes(300);
    refused(root, TOKEN, &old).await;
}

#[tokio::test]
async fn a_credential_goes_to_an_app_and_to_nobody_else() {
    let office = company().await;
    let root = office.server.url();
    for state in [
        redirect("https://vconnct.example"),
        redirect("vconnct://auth?more"),
        redirect("javascript:alert(1)"),
        state(&json!({ "loginStyle": "redirect", "credentialToken": TOKEN, "isCordova": true })),
        state(&json!({ "loginStyle": "popup", "credentialToken": TOKEN, "isCordova": false })),
        "nonsense".to_owned(),
    ] {
        let closing = comes_back(root, &state, "ada").await;
        assert_eq!(closing.status, 400, "{state}");
        assert!(!text(&closing).contains("<a ") && !text(&closing).contains("data-fragment"), "{state}");
    }
}

#[tokio::test]
async fn the_app_is_told_when_the_company_lets_nobody_in() {
    let office = company().await;
    let root = office.server.url();
    let denied =
        async |state: &str| visits(&format!("{root}/_oauth/company?error=access%20denied%26x&state={state}")).await;
    let closing = denied(&redirect("vconnct://auth")).await;
    assert_eq!(link(&closing), format!("vconnct://auth?host={root}/&type=oauth&error=access%20denied%26x"));
    let window = denied(&popup()).await;
    assert!(text(&window).contains("You are not signed in") && !text(&window).contains("data-fragment"));
    assert_eq!(denied(&redirect("https://vconnct.example")).await.status, 400);
}

#[tokio::test]
async fn nothing_of_a_sign_in_is_kept_or_told_by_the_browser() {
    let office = company().await;
    let root = office.server.url();
    let address = authorize(root, &popup());
    for answer in [
        visits(&address).await,
        submits(&address, &typed("ada", "wrong"), &[]).await,
        submits(&address, &typed("ada", "ada secret"), &[]).await,
        comes_back(root, &popup(), "ada").await,
        visits(&format!("{root}/_oauth/company")).await,
        visits(&format!("{root}/home?loginClient=desktop")).await,
        submits(&format!("{root}/home?loginClient=desktop"), &typed("ada", "ada secret"), &[]).await,
    ] {
        let header = |name: &str| answer.headers[name].to_str().unwrap();
        assert_eq!((header("cache-control"), header("referrer-policy")), ("no-store", "no-referrer"));
        assert!(header("content-security-policy").starts_with("default-src 'none'; script-src 'self';"));
    }
    for file in ["/sign-in-page/sign-in.css", "/sign-in-page/return.js", "/call-page/look.css", "/call-page/icon.svg"] {
        assert_eq!(visits(&format!("{root}{file}")).await.status, 200, "{file}");
    }
}

/// A workspace with a company login.
async fn company() -> Office {
    Office::open_with(&["limits=off", "company=on"]).await
}

/// Where an app sends the browser.
fn authorize(root: &str, state: &str) -> String {
    let callback = format!("{root}/_oauth/company");
    let query = [
        ("client_id", "vconnct"),
        ("redirect_uri", &callback),
        ("response_type", "code"),
        ("state", state),
        ("scope", "openid"),
    ];
    Url::parse_with_params(&format!("{root}/company-login/authorize"), query).unwrap().to_string()
}

/// The page at which somebody arrives who types the right password.
async fn comes_back(root: &str, state: &str, username: &str) -> Answer {
    let password = format!("{username} secret");
    visits(&location(&submits(&authorize(root, state), &typed(username, &password), &[]).await)).await
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.headers["location"].to_str().unwrap().to_owned()
}

async fn visits(address: &str) -> Answer {
    anonymous(address, "GET", "", None).await
}

fn typed<'a>(username: &'a str, password: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("username", username), ("password", password)]
}

fn state(document: &Value) -> String {
    URL_SAFE_NO_PAD.encode(document.to_string())
}

fn popup() -> String {
    state(&json!({ "loginStyle": "popup", "credentialToken": TOKEN, "isCordova": true }))
}

fn redirect(app: &str) -> String {
    state(&json!({ "loginStyle": "redirect", "credentialToken": TOKEN, "isCordova": false, "redirectUrl": app }))
}

async fn login(root: &str, token: &str, secret: &str) -> Answer {
    let body = json!({ "oauth": { "credentialToken": token, "credentialSecret": secret } });
    anonymous(root, "POST", "/api/v1/login", Some(body)).await
}

async fn signs_in(root: &str, token: &str, secret: &str) -> Person {
    let answer = login(root, token, secret).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let text = |member: &str| answer.body["data"][member].as_str().unwrap().to_owned();
    Person { id: text("userId"), token: text("authToken"), root: root.to_owned(), http: http() }
}

/// As a wrong password is.
async fn refused(root: &str, token: &str, secret: &str) {
    let answer = login(root, token, secret).await;
    let unauthorized =
        json!({ "success": false, "status": "error", "error": "Unauthorized", "message": "Unauthorized" });
    assert_eq!((answer.status, answer.body), (401, unauthorized));
}

fn text(answer: &Answer) -> &str {
    answer.body.as_str().unwrap()
}

fn problem(answer: &Answer) -> &str {
    between(text(answer), r#"<p id="problem" role="alert">"#, "</p>")
}

/// Where the closing page goes.
fn link(closing: &Answer) -> String {
    assert_eq!(closing.status, 200, "{}", closing.body);
    between(text(closing), r#"<a id="return" href=""#, "\"").replace("&amp;", "&")
}

/// The names and values of a link, in their order.
fn parts(link: &str) -> Vec<(String, String)> {
    Url::parse(link).unwrap().query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

/// The name an app gives to its credential.
const TOKEN: &str = "Jm3kq9Zt7Wb1Xc5Vn2Lp8Rd4Hs6Gf0Ty-AaBbCcDdEe";
