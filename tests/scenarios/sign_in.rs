//! Signing in, and all that can be wrong with an address or a password.

use axum::{Router, response::Html};
use support::{
    desk::{Desk, Fittings},
    eventually::eventually,
    home::Home,
    key_store::Keys,
    peer::Account,
    person::Person,
    process::{Program, packaged, run},
    web::free_port,
    workspace::Workspace,
};
use tokio::net::{TcpListener, TcpStream};
use vconnct_client::update::{Link, SignedOut, Trouble};

#[tokio::test]
async fn the_right_password_makes_somebody_reachable() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    let status = ana.status().await;
    assert_eq!(status["profile"], ana.account.username);
    assert_eq!(status["workspaces"][0]["url"], house.url);
    assert_eq!(status["workspaces"][0]["user"], ana.account.username);
    assert_eq!(status["workspaces"][0]["reachable"], true);
}

#[tokio::test]
async fn an_access_token_signs_in_without_a_password_and_is_kept_over_a_restart() {
    let house = Workspace::opens().await;
    let account = &house.people[0];
    let token = house.peer(account).await;
    let mut ana = Person::at(Desk::with(Fittings::WITH_KEYS).await, account);
    ana.starts().await;
    let login = ["login", "--url", &house.url, "--user-id", &token.id];
    let words = ana.types_with(&login, "not-the-token\n").await.refused();
    assert!(words.contains("does not match"), "{words}");
    ana.types_with(&login, &format!("{}\n", token.token())).await.worked();
    ana.is_reachable().await;
    ana.desk.keeps_a_token().await;
    ana.dies().await;
    ana.starts().await;
    ana.is_reachable().await;
}

#[tokio::test]
async fn a_wrong_password_is_told_and_the_right_one_still_works() {
    let house = Workspace::opens().await;
    let mut ana = Person::at(Desk::with(Fittings::BARE).await, &house.people[0]);
    ana.starts().await;
    let words = ana.tries_to_sign_in(&house.url, "not the password").await.refused();
    assert!(words.contains("password"), "{words}");
    ana.signs_in(&house.url).await;
    ana.is_reachable().await;
}

#[tokio::test]
async fn an_address_where_nothing_listens_is_told() {
    let mut ana = nobody_yet().await;
    ana.starts().await;
    let url = format!("http://127.0.0.1:{}", free_port());
    let words = ana.tries_to_sign_in(&url, "x").await.refused();
    assert!(words.contains("cannot be reached") || words.contains("no workspace answers"), "{words}");
}

#[tokio::test]
async fn a_web_page_is_told_from_a_workspace() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let shop = Router::new().fallback(async || Html("<h1>Flowers</h1>"));
    tokio::spawn(async move { axum::serve(listener, shop).await });
    let mut ana = nobody_yet().await;
    ana.starts().await;
    let words = ana.tries_to_sign_in(&url, "x").await.refused();
    assert!(words.contains("no workspace answers"), "{words}");
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_told() {
    let home = Home::new();
    let port = free_port();
    let _server = self_signed(&home, port).await;
    let mut ana = nobody_yet().await;
    ana.starts().await;
    let words = ana.tries_to_sign_in(&format!("https://127.0.0.1:{port}"), "x").await.refused();
    assert!(words.contains("certificate"), "{words}");
}

#[tokio::test]
async fn a_session_is_kept_in_the_key_store_over_a_restart() {
    let house = Workspace::opens().await;
    let mut ana = Person::at(Desk::with(Fittings::WITH_KEYS).await, &house.people[0]);
    ana.starts().await;
    ana.signs_in(&house.url).await;
    ana.agent().terminate().await;
    ana.starts().await;
    ana.is_reachable().await;
}

#[tokio::test]
async fn whoever_gives_way_to_somebody_else_hangs_up_and_leaves_no_token() {
    let house = Workspace::opens().await;
    let [first, second, called] = [0, 1, 2].map(|index| &house.people[index]);
    let called = house.peer(called).await;
    let seat = Person::signed_in(&house, first, Fittings::WITH_KEYS).await;
    seat.calls(&called.username).await;
    let call = called.is_rung().await;
    let login = ["login", "--url", &house.url, "--user", &second.username];
    seat.types_with(&login, &format!("{}\n", second.password)).await.worked();
    called.hears("canceled", &call).await;
    seat.is_reachable().await;
    assert_eq!(seat.status().await["workspaces"][0]["user"], second.username.as_str());
    eventually("one token alone", async || (seat.desk.tokens().await == 1).then_some(())).await;
}

#[tokio::test]
async fn without_a_key_store_one_is_told_and_can_be_called_all_the_same() {
    let house = Workspace::opens().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings { bus: true, ..Fittings::BARE }).await;
    bo.is_told(Trouble::NoKeyStore).await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
}

#[tokio::test]
async fn a_key_store_that_comes_up_keeps_the_session_of_whoever_is_signed_in() {
    let house = Workspace::opens().await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings { bus: true, ..Fittings::BARE }).await;
    bo.is_told(Trouble::NoKeyStore).await;
    bo.desk.start_keys().await;
    bo.sees("no word of it any more", |seen| (!seen.session.troubles.contains(&Trouble::NoKeyStore)).then_some(()))
        .await;
    bo.desk.keeps_a_token().await;
    bo.agent().terminate().await;
    bo.starts().await;
    bo.is_reachable().await;
}

#[tokio::test]
async fn a_key_store_that_was_not_there_at_the_start_is_asked_when_it_comes_up() {
    let house = Workspace::opens().await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::WITH_KEYS).await;
    bo.agent().terminate().await;
    bo.desk.lose_keys().await;
    bo.starts().await;
    bo.sees("why nobody is signed in", |seen| {
        let link = &seen.session.workspaces.first()?.link;
        matches!(link, Link::SignedOut { reason: SignedOut::NoKeyStore }).then_some(())
    })
    .await;
    bo.is_told(Trouble::NoKeyStore).await;
    let told = bo.types(&["doctor", "--silent"]).await.stdout;
    assert!(told.contains("the key store that has your session is not there"), "{told}");

    bo.desk.start_keys().await;
    bo.is_reachable().await;
    assert!(!bo.surface().now().session.troubles.contains(&Trouble::NoKeyStore));
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
}

#[tokio::test]
async fn with_a_locked_key_store_one_is_told_and_can_sign_in_all_the_same() {
    let house = Workspace::opens().await;
    let locked = Fittings { bus: true, keys: Keys::Locked, ..Fittings::BARE };
    let ana = Person::signed_in(&house, &house.people[0], locked).await;
    ana.is_told(Trouble::KeyStoreLocked).await;
}

#[tokio::test]
async fn the_password_is_nowhere_in_the_persons_files() {
    let house = Workspace::opens().await;
    let mut ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    ana.agent().terminate().await;
    let mut search = packaged("grep", "grep");
    search.args(["-rlF", &ana.account.password]).arg(ana.desk.home().root());
    let found = run(search, "").await;
    assert_eq!(String::from_utf8_lossy(&found.stdout), "");
}

async fn nobody_yet() -> Person {
    let account = Account { username: "ana".to_owned(), password: "x".to_owned() };
    Person::at(Desk::with(Fittings::BARE).await, &account)
}

async fn self_signed(home: &Home, port: u16) -> Program {
    let openssl = || home.furnish(packaged("openssl", "openssl"));
    let (key, certificate) = (home.path("key.pem"), home.path("certificate.pem"));
    let mut make = openssl();
    make.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    make.args(["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]);
    let made = run(
        {
            make.arg("-keyout").arg(&key).arg("-out").arg(&certificate);
            make
        },
        "",
    )
    .await;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut serve = openssl();
    serve.args(["s_server", "-quiet", "-WWW", "-accept", &format!("127.0.0.1:{port}")]);
    serve.arg("-key").arg(&key).arg("-cert").arg(&certificate);
    let server = Program::start(serve, home.log("openssl"));
    eventually("openssl to listen", async || TcpStream::connect(("127.0.0.1", port)).await.ok()).await;
    server
}
