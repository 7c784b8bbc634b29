//! A desk with a sound server, and a notification service that counts.

use support::{
    desk::{Desk, Fittings},
    person::Person,
    scripted::Scripted,
    workspace::Workspace,
};

/// The second person of the house there, signed in and with rooms loaded.
pub(crate) async fn at_a_scripted_desk(house: &Workspace) -> (Person, Scripted) {
    let desk = Desk::with(Fittings { bus: true, sound: true, ..Fittings::BARE }).await;
    let service = Scripted::start(desk.bus()).await;
    let mut person = Person::at(desk, &house.people[1]);
    person.starts().await;
    person.signs_in(&house.url).await;
    person.is_reachable().await;
    person.sees("the rooms", |seen| (!seen.rooms.rooms.is_empty()).then_some(())).await;
    (person, service)
}
