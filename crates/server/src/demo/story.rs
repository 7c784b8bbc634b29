//! What has happened at Vconnct HQ before the demo starts.

use std::time::Duration;

use jiff::{ToSpan, civil::Time, tz::TimeZone};
use vconnct_proto::{CallId, MessageId, RoomId, Timestamp};

use super::Cast;
use crate::{
    documents::{Person, RoomType},
    refusal::Refusal,
    store::{Deadline, Tx},
    workspace::{Draft, NewRoom},
};

/// Tells the whole past, up to `now`.
pub(super) fn tell(tx: &mut Tx<'_>, cast: &mut Cast, now: Timestamp) -> Result<(), Refusal> {
    let mut story = Story { tx, cast, now };
    story.found()?;
    story.last_week()?;
    story.yesterday()?;
    story.today()?;
    story.tx.now = now;
    story.read_up()
}

struct Story<'a, 'b> {
    tx: &'a mut Tx<'b>,
    cast: &'a mut Cast,
    /// When the demo starts.
    now: Timestamp,
}

impl Story<'_, '_> {
    /// The rooms, as they were made weeks ago.
    fn found(&mut self) -> Result<(), Refusal> {
        self.on(21, 9, 0);
        let everybody: Vec<_> = self.cast.people.keys().copied().collect();
        self.room("general", RoomType::Channel, "general", Some("News for everybody"), &everybody)?;
        let train = ["mara", "jonas", "priya", "tomasz", "hana", "chidi", "sofia", "lukas", "diego", "ines", "olu"];
        let topic = Some("Weekly release of the 8.x line");
        self.room("release-train", RoomType::Channel, "release-train", topic, &train)?;
        let topic = Some("Who eats where, and when");
        let lunch = ["mara", "jonas", "amelie", "tomasz", "lukas", "noor"];
        self.room("lunch-berlin", RoomType::Channel, "lunch-berlin", topic, &lunch)?;
        self.room("finance-close", RoomType::Private, "finance-close", None, &["amelie", "mara", "jonas", "noor"])?;
        self.team("platform", "Platform", &["jonas", "mara", "chidi", "priya", "tomasz"])?;
        self.team("customer-success", "Customer success", &["sofia", "mara", "amelie", "diego"])?;
        self.direct("mara+jonas", &["mara", "jonas"])?;
        self.direct("mara+amelie", &["amelie", "mara"])?;
        self.direct("mara+chidi", &["chidi", "mara"])?;
        self.direct("mara+sofia", &["mara", "sofia"])?;
        self.direct("mara+lukas", &["lukas", "mara"])?;
        self.direct("jonas+priya", &["jonas", "priya"])?;
        self.direct("jonas+chidi", &["chidi", "jonas"])?;
        self.direct("mara+priya+tomasz+hana", &["priya", "mara", "tomasz", "hana"])?;
        self.direct("mara+jonas+chidi", &["jonas", "mara", "chidi"])
    }

    fn last_week(&mut self) -> Result<(), Refusal> {
        self.on(6, 9, 2);
        self.say(
            "general",
            "olu",
            "Good morning. The new meeting rooms on the third floor are open, no booking needed this week.",
        )?;
        self.on(6, 9, 15);
        self.group(
            "release-train",
            "tomasz",
            "Stand-up",
            &["tomasz", "priya", "mara", "hana", "olu", "ines", "jonas"],
            9,
        )?;
        self.on(6, 18, 2);
        self.group("release-train", "chidi", "Incident: slow search", &["chidi", "priya", "lukas", "mara"], 75)?;
        self.on(6, 19, 21);
        self.say(
            "release-train",
            "chidi",
            "Search is fast again. An index was missing after the migration; the write-up follows tomorrow.",
        )?;
        self.on(5, 12, 4);
        self.say("lunch-berlin", "lukas", "Ramen at 12:30? There is a table for six.")?;
        self.say("lunch-berlin", "noor", "In!")?;
        self.on(4, 15, 20);
        self.talk("mara+lukas", "mara", "lukas", 4)?;
        self.on(3, 10, 40);
        self.say(
            "finance-close",
            "amelie",
            "The October numbers are in. Please look at *travel* and _hardware_ until Thursday.",
        )?;
        self.say("finance-close", "jonas", "Hardware is right, I signed it off.")?;
        Ok(())
    }

    fn yesterday(&mut self) -> Result<(), Refusal> {
        self.on(1, 9, 15);
        self.group(
            "release-train",
            "tomasz",
            "Stand-up",
            &["tomasz", "priya", "mara", "hana", "olu", "ines", "lukas"],
            13,
        )?;
        self.on(1, 11, 5);
        self.say("mara+priya+tomasz+hana", "mara", "Two minutes about the migration?")?;
        self.group("mara+priya+tomasz+hana", "mara", "", &["mara", "priya", "hana"], 8)?;
        self.on(1, 16, 0);
        self.group("release-train", "priya", "Go / no-go 8.3.2", &["priya", "jonas", "mara", "tomasz", "olu"], 41)?;
        self.on(1, 16, 44);
        self.say("mara+jonas", "mara", "Great, thank you. Let's look at the plan tomorrow.")?;
        self.on(1, 16, 52);
        self.talk("mara+jonas", "jonas", "mara", 22)?;
        self.on(1, 17, 20);
        self.say(
            "release-train",
            "tomasz",
            "Branch `release/8.4` is cut. From now on only fixes, please, and each with a test.",
        )?;
        self.say("release-train", "tomasz", "Whoever still needs something in: talk to me before ten.")?;
        self.on(1, 17, 31);
        self.discuss("platform", "jonas", "Rollout checklist 8.4", &["mara", "chidi", "priya"])?;
        self.say("rollout", "jonas", "What has to be true before we roll out:\n- backups restored once, for real\n- `8.4.1` migration timed on a copy\n- who is on call on Saturday")?;
        self.on(1, 18, 2);
        self.say("rollout", "chidi", "Backups are done, restored on Tuesday.")?;
        Ok(())
    }

    /// Minutes before the start, as the day may be young.
    fn today(&mut self) -> Result<(), Refusal> {
        self.ago(96);
        self.say("platform", "jonas", "@all the review moves to 14:00, same place.")?;
        self.ago(84);
        self.ring_out("mara+jonas", "jonas")?;
        self.ago(80);
        self.say("mara+jonas", "jonas", "Morning! I rang you a moment ago about the rollout window.")?;
        self.ago(72);
        self.ring_out("mara+sofia", "mara")?;
        self.ago(61);
        self.say("mara+jonas", "mara", "Sorry, was on the train. I have read the checklist, two things are open: the `8.4.1` migration and who is on call on Saturday.")?;
        let question = self.say("mara+jonas", "mara", "Can we settle both before the 14:00 review?")?;
        self.ago(58);
        let changelog = self.say(
            "release-train",
            "tomasz",
            "Changelog for 8.4 is ready for review. Please put your initials next to your items until noon.",
        )?;
        self.cheer(&changelog, "white_check_mark", &["priya", "hana", "olu", "mara"])?;
        self.cheer(&changelog, "eyes", &["ines", "diego"])?;
        self.ago(52);
        let yes = self.say(
            "mara+jonas",
            "jonas",
            "Yes. @chidi takes Saturday, and I will ring you about the migration in ten minutes.",
        )?;
        self.cheer(&yes, "thumbsup", &["mara"])?;
        self.reply("mara+jonas", &question, "jonas", "Saturday is settled, I think.")?;
        self.ago(44);
        self.say("release-train", "chidi", "Load test finished: p95 is 212 ms at 4 000 users, 11 % better than 8.3.")?;
        self.say(
            "release-train",
            "chidi",
            "The report is in the wiki, [Load test 8.4](https://wiki.vconnct.example/load-test-8.4).",
        )?;
        self.ago(31);
        self.say("mara+chidi", "chidi", "Have a look at the load test when you find a moment.")?;
        self.ago(23);
        self.say("mara+amelie", "amelie", "Thank you for the slides, they went down well.")?;
        self.ago(17);
        self.say("jonas+priya", "priya", "Do you have the numbers for the board?")?;
        self.ago(12);
        self.say(
            "release-train",
            "priya",
            "Review starts at two, please join when you can. @mara you have the first item.",
        )?;
        self.ago(9);
        self.say("mara+priya+tomasz+hana", "hana", "Notes of yesterday are in the document.")?;
        self.ago(4);
        self.say("general", "ines", "Hello everybody, this is my first week.")?;
        Ok(())
    }

    /// The two of the demo have read most of it.
    fn read_up(&mut self) -> Result<(), Refusal> {
        let unread = ["release-train", "general", "mara+priya+tomasz+hana", "jonas+priya"];
        let rooms: Vec<(&str, RoomId)> = self.cast.rooms.iter().map(|(name, room)| (*name, room.id.clone())).collect();
        for (name, rid) in rooms {
            for reader in ["mara", "jonas"] {
                let reader = self.who(reader).id;
                if !unread.contains(&name) && self.tx.subscription(&rid, &reader)?.is_some() {
                    self.tx.mark_read(&rid, &reader, true)?;
                }
            }
        }
        for (name, reader) in [("release-train", "mara"), ("mara+amelie", "mara"), ("platform", "jonas")] {
            let (rid, reader) = (self.rid(name), self.who(reader).id);
            self.tx.set_favourite(&rid, &reader, true)?;
        }
        Ok(())
    }

    // --------------------------------------------------------------------------------- sentences --

    /// Days ago, by this machine's calendar.
    fn on(&mut self, days: i32, hour: i8, minute: i8) {
        let here = TimeZone::system();
        let start = jiff::Timestamp::from_millisecond(self.now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let day = start.to_zoned(here.clone()).date().saturating_sub(days.days());
        let moment = day.to_datetime(Time::constant(hour, minute, 0, 0)).to_zoned(here);
        let ms = moment.map_or(self.now.0, |moment| moment.timestamp().as_millisecond());
        self.tx.now = Timestamp(ms);
    }

    fn ago(&mut self, minutes: i64) {
        self.tx.now = Timestamp(self.now.0 - minutes * 60_000);
    }

    fn wait(&mut self, seconds: u64) {
        self.tx.now = self.tx.now + Duration::from_secs(seconds);
    }

    fn room(
        &mut self,
        key: &'static str,
        t: RoomType,
        name: &str,
        topic: Option<&str>,
        members: &[&str],
    ) -> Result<(), Refusal> {
        let people: Vec<Person> = members.iter().map(|member| self.who(member)).collect();
        let new = NewRoom { t, name, fname: None, topic, team: false, parent: None };
        let room = self.tx.create_room(&people[0], new, &people)?;
        self.cast.rooms.insert(key, room);
        Ok(())
    }

    fn team(&mut self, key: &'static str, fname: &str, members: &[&str]) -> Result<(), Refusal> {
        let people: Vec<Person> = members.iter().map(|member| self.who(member)).collect();
        let fname = Some(fname);
        let new = NewRoom { t: RoomType::Channel, name: key, fname, topic: None, team: true, parent: None };
        let room = self.tx.create_room(&people[0], new, &people)?;
        self.cast.rooms.insert(key, room);
        Ok(())
    }

    fn direct(&mut self, key: &'static str, members: &[&str]) -> Result<(), Refusal> {
        let people: Vec<Person> = members.iter().map(|member| self.who(member)).collect();
        let room = self.tx.open_direct(&people[0], &people[1..])?;
        for person in &people {
            self.tx.set_open(&room.id, &person.id, true)?;
        }
        self.cast.rooms.insert(key, room);
        Ok(())
    }

    fn discuss(&mut self, parent: &str, by: &str, title: &str, members: &[&str]) -> Result<(), Refusal> {
        let (parent, by) = (self.rid(parent), self.who(by));
        let people: Vec<Person> = members.iter().map(|member| self.who(member)).collect();
        let room = self.tx.create_discussion(&by, &parent, title, &people)?;
        self.cast.rooms.insert("rollout", room);
        Ok(())
    }

    fn say(&mut self, room: &str, who: &str, text: &str) -> Result<MessageId, Refusal> {
        self.wait(11);
        let (rid, who) = (self.rid(room), self.who(who).id);
        Ok(self.tx.send(&who, &rid, Draft { text: text.into(), ..Draft::default() })?.id)
    }

    fn reply(&mut self, room: &str, to: &MessageId, who: &str, text: &str) -> Result<(), Refusal> {
        self.wait(20);
        let (rid, who) = (self.rid(room), self.who(who).id);
        let draft = Draft { text: text.into(), thread: Some(to.clone()), ..Draft::default() };
        self.tx.send(&who, &rid, draft).map(drop)
    }

    fn cheer(&mut self, message: &MessageId, emoji: &str, people: &[&str]) -> Result<(), Refusal> {
        people.iter().try_for_each(|who| {
            let who = self.who(who).id;
            self.tx.react(&who, message, emoji, Some(true))
        })
    }

    /// A direct call that was answered and lasted.
    fn talk(&mut self, room: &str, caller: &str, callee: &str, minutes: u64) -> Result<(), Refusal> {
        let call = self.start(room, caller, None)?;
        self.wait(7);
        self.join(&call, callee)?;
        self.wait(1);
        self.join(&call, caller)?;
        self.hang_up(&call, &[caller, callee], minutes)
    }

    /// A direct call that nobody answered.
    fn ring_out(&mut self, room: &str, caller: &str) -> Result<(), Refusal> {
        let call = self.start(room, caller, None)?;
        self.wait(30);
        if !self.tx.terms.licensed {
            return Ok(()); // it was a message, and rang nobody
        }
        let caller = self.who(caller).id;
        self.tx.cancel_call(&caller, &call)?;
        self.tx.set_deadline(&call, Deadline::Guard, None)
    }

    fn group(&mut self, room: &str, by: &str, title: &str, people: &[&str], minutes: u64) -> Result<(), Refusal> {
        let call = self.start(room, by, Some(title))?;
        for who in people {
            self.join(&call, who)?;
            self.wait(23);
        }
        self.hang_up(&call, people, minutes)
    }

    fn start(&mut self, room: &str, by: &str, title: Option<&str>) -> Result<CallId, Refusal> {
        self.wait(12);
        let (rid, by) = (self.rid(room), self.who(by).id);
        let started = self.tx.start_call(&by, &rid, title.map(str::to_owned), title.is_none())?;
        Ok(started.call.id)
    }

    fn join(&mut self, call: &CallId, who: &str) -> Result<(), Refusal> {
        let who = self.who(who).id;
        self.tx.join_call(&who, call)?;
        // Nobody sends heartbeats in a story.
        self.tx.set_deadline(call, Deadline::Lease, None)
    }

    /// Everybody leaves, and the call ends by itself.
    fn hang_up(&mut self, call: &CallId, people: &[&str], minutes: u64) -> Result<(), Refusal> {
        self.wait(minutes * 60);
        for who in people {
            let who = self.who(who).id;
            self.tx.leave_call(&who, call)?;
        }
        self.wait(10);
        self.tx.keep_deadlines().map(drop)
    }

    fn who(&self, name: &str) -> Person {
        self.cast.people[name].clone()
    }

    fn rid(&self, name: &str) -> RoomId {
        self.cast.rooms[name].id.clone()
    }
}
