//! Somebody's own browser during a sign-in, as far as its pages matter: it fills in the form and follows where that leads.

use crate::{peer::Account, web};

/// Signs in at the page that was opened: the link that the browser is sent to at the end, if the page takes the password.
pub async fn signs_in_at(address: &str, account: &Account) -> Option<String> {
    let browser = web::client();
    let page = browser.get(address).send().await.expect("the page is there");
    let form = page.url().clone();
    assert!(page.text().await.expect("it has words").contains("password"), "no form at {form}");
    let mut typed = form.clone();
    typed.query_pairs_mut().clear().extend_pairs([("username", &account.username), ("password", &account.password)]);
    let typed = typed.query().unwrap_or_default().to_owned();
    let origin = form.origin().ascii_serialization();
    let sent = browser.post(form).header("origin", origin).header("content-type", FORM).body(typed);
    let page = sent.send().await.expect("the form is taken").text().await.expect("it has words");
    let (_, link) = page.split_once("id=\"return\" href=\"")?;
    let (link, _) = link.split_once('"')?;
    Some(link.replace("&amp;", "&"))
}

const FORM: &str = "application/x-www-form-urlencoded";
