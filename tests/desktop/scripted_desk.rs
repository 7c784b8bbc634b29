//! A desk with a sound server, and a notification service that counts.

use support::{
    desk::{Desk, Fittings},
    person::Person,
    scripted::Scripted,
    workspace::Workspace,
};

/// The second person of the house there, signed in and with rooms loaded.
pub(crate) async fn at_a_scripted_desk(house: &Workspace) -> (Person, Scripted) {
    let (desk, service) = scripted_desk().await;
    (at(desk, house).await, service)
}

/// The same where notifications have a field for words.
pub(crate) async fn at_a_desk_that_takes_replies(house: &Workspace) -> (Person, Scripted) {
    let (desk, service) = scripted_desk().await;
    service.takes_replies(); // before anybody asks
    (at(desk, house).await, service)
}

/// A desk where nobody sits yet.
pub(crate) async fn scripted_desk() -> (Desk, Scripted) {
    scripted_desk_with(Fittings::BARE).await
}

/// The same with more on it.
pub(crate) async fn scripted_desk_with(fittings: Fittings) -> (Desk, Scripted) {
    let desk = Desk::with(Fittings { bus: true, sound: true, ..fittings }).await;
    let service = Scripted::start(desk.bus()).await;
    (desk, service)
}

/// The second person of the house at this desk, signed in and with rooms loaded.
pub(crate) async fn at(desk: Desk, house: &Workspace) -> Person {
    let mut person = Person::at(desk, &house.people[1]);
    person.starts().await;
    person.signs_in(&house.url).await;
    person.is_reachable().await;
    person.sees("the rooms", |seen| (!seen.rooms.rooms.is_empty()).then_some(())).await;
    person
}
