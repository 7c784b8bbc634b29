//! Prints the TypeScript of the boundary; `cargo xtask bindings` writes it to `ui/src/ipc/bindings.ts`.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};
use vconnct_client::{
    action::{Action, ActionError},
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
}
