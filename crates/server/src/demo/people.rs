//! The demo's people.

/// Somebody, and his portrait if he has one.
pub(super) struct Portrayed {
    pub username: &'static str,
    pub name: &'static str,
    pub utc_offset: f64,
    pub picture: Option<&'static [u8]>,
}

impl Portrayed {
    /// Easy to type, and printed when the demo starts.
    pub fn password(&self) -> String {
        format!("{}-demo", self.username)
    }
}

macro_rules! portrait {
    ($username:literal, $name:literal, $utc_offset:literal) => {
        Portrayed {
            username: $username,
            name: $name,
            utc_offset: $utc_offset,
            picture: Some(include_bytes!(concat!("../../demo/", $username, ".png"))),
        }
    };
}

const fn without_picture(username: &'static str, name: &'static str, utc_offset: f64) -> Portrayed {
    Portrayed { username, name, utc_offset, picture: None }
}

/// In the order in which they are printed; the first two sign in when the demo is run.
pub(super) const PEOPLE: [Portrayed; 13] = [
    portrait!("mara", "Mara Lindqvist", 1.0),
    portrait!("jonas", "Jonas Weber", 1.0),
    portrait!("amelie", "Amélie Fournier", 1.0),
    portrait!("priya", "Priya Raman", 5.5),
    portrait!("tomasz", "Tomasz Nowak", 1.0),
    portrait!("chidi", "Chidi Okafor", 1.0),
    portrait!("sofia", "Sofia Marino", 1.0),
    portrait!("hana", "Hana Sato", 9.0),
    without_picture("lukas", "Lukas Brandt", 1.0),
    without_picture("diego", "Diego Álvarez", -5.0),
    without_picture("ines", "Inês Carvalho", 0.0),
    without_picture("olu", "Olu Adeyemi", 1.0),
    without_picture("noor", "Noor Haddad", 2.0),
];
