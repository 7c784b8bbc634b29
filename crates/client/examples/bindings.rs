//! Prints the TypeScript of the boundary; `cargo xtask bindings` writes it to `ui/src/ipc/bindings.ts`.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};
use vconnct_client::{
    action::{Action, ActionError},
    policy::MAY_SET,
    shortcuts::{Place, Shortcut},
    update::Update,
};

/// Declarations by name, each type once.
struct Declarations {
    config: Config,
    found: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            return; // a primitive or a generic
        }
        let name = T::ident(&self.config);
        if !self.found.contains_key(&name) {
            self.found.insert(name, T::decl(&self.config));
            T::visit_dependencies(self);
        }
    }
}

fn main() {
    let config = Config::new().with_large_int("number"); // milliseconds fit
    let mut declarations = Declarations { config, found: BTreeMap::new() };
    declarations.visit::<Action>();
    declarations.visit::<ActionError>();
    declarations.visit::<Update>();
    println!("// Generated from crates/client by `cargo xtask bindings`. Do not edit.");
    for declaration in declarations.found.values() {
        println!("\nexport {declaration}");
    }
    println!(
        "\n/** Each shortcut in the order of need, with its usual keys: empty where there is none, null where there can be none. */"
    );
    println!(
        "export const SHORTCUTS: readonly {{ is: Shortcut, here: string | null, everywhere: string | null }}[] = ["
    );
    for shortcut in Shortcut::ALL {
        let text = |value| serde_json::to_string(&value).expect("plain texts can be written");
        let name = serde_json::to_string(&shortcut).expect("plain names can be written");
        let (here, everywhere) = (text(shortcut.usual(Place::Here)), text(shortcut.usual(Place::Everywhere)));
        println!("  {{ is: {name}, here: {here}, everywhere: {everywhere} }},");
    }
    println!("];");
    println!("\nexport const POLICY_MAY_SET: readonly (keyof Settings)[] = {MAY_SET:?};");
}
