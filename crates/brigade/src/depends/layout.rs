//! Lays out everything that an operation depends on in the order of the calls.

use std::{collections::HashSet, fmt};

use super::{DependencySpec, DependencyUse, Identity, Overrides, Provide, Providing, replace::SubstituteKind};
use crate::{
    extract::{Extraction, Function, Input},
    scope::{Cleanup, Stage},
    spec::{Injected, OperationSpec, Parameter, Presence, SchemeSpec, Source},
};

/// Is a dependency in the row of an operation.
pub(crate) struct Node {
    call: Calls,
    cleanup: Option<Cleanup>,
}

enum Calls {
    Itself(Provide),
    Another(SubstituteKind),
}

impl Node {
    /// Takes the arguments and calls the function; `None` if an argument is wrong.
    pub(super) fn provide(&self, extraction: &mut Extraction<'_>) -> Option<Providing> {
        match &self.call {
            Calls::Itself(provide) => provide(extraction),
            Calls::Another(substitute) => substitute.provide(extraction),
        }
    }

    pub(super) fn cleanup(&self) -> Option<Cleanup> {
        self.cleanup
    }

    /// Returns whether something comes after the request because of it.
    pub(crate) fn has_cleanup(&self) -> bool {
        self.cleanup.is_some()
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Node").field("cleanup", &self.cleanup).finish_non_exhaustive()
    }
}

/// Is the row of an operation: what it depends on in the order of the calls, and last the operation.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) nodes: Vec<Node>,
    /// One for each node, and one for the operation.
    pub(crate) functions: Vec<Function>,
}

impl Layout {
    /// Lays out `spec`, before which `effects` are called and whose arguments depend on `inputs`. `names` are those of the
    /// path's parameters. Cycles and misfits are added to `mistakes`.
    pub(crate) fn new(
        spec: &'static OperationSpec,
        effects: &[DependencyUse],
        inputs: &[DependencyUse],
        names: &[String],
        overrides: &Overrides,
        mistakes: &mut Vec<String>,
    ) -> Self {
        let mut surveyor = Surveyor {
            names,
            overrides,
            mistakes,
            keys: Vec::new(),
            path: Vec::new(),
            layout: Self { nodes: Vec::new(), functions: Vec::new() },
        };
        for used in effects {
            surveyor.visit(used, &[]);
        }
        let inputs = surveyor.visit_all(inputs, &[]);
        let mut layout = surveyor.layout;
        layout.functions.push(Function {
            name: spec.name,
            location: spec.location,
            parameters: placed(spec.parameters, names),
            inputs,
            scopes: Vec::new(),
        });
        layout.mark_last();
        layout
    }

    /// Finds out who may have a value for good: the last one that asks for it, if no clean-up wants it back.
    fn mark_last(&mut self) {
        let mut seen = HashSet::new();
        for function in self.functions.iter_mut().rev() {
            for input in function.inputs.iter_mut().rev() {
                input.is_last = seen.insert(input.node) && !self.nodes.get(input.node).is_some_and(Node::has_cleanup);
            }
        }
    }
}

/// Walks along what depends on what.
struct Surveyor<'s> {
    names: &'s [String],
    overrides: &'s Overrides,
    mistakes: &'s mut Vec<String>,
    /// What the nodes can be found by: `None` if only their own place finds them.
    keys: Vec<Option<Key>>,
    /// What led here.
    path: Vec<(Identity, &'static str)>,
    layout: Layout,
}

type Key = (Identity, Vec<&'static str>, Option<Stage>);

/// Takes the place of a node that cannot be: the application does not start with it.
const NOWHERE: usize = usize::MAX;

impl Surveyor<'_> {
    fn visit_all(&mut self, uses: &[DependencyUse], scopes: &[&'static str]) -> Vec<Input> {
        uses.iter().map(|used| Input { node: self.visit(used, scopes), is_last: false }).collect()
    }

    /// Returns the number of the node.
    fn visit(&mut self, used: &DependencyUse, around: &[&'static str]) -> usize {
        let original = (used.spec)();
        let identity = (original.identity)();
        let scopes = joined(around, used.scopes);
        let substitute = self.overrides.get(identity).cloned();
        if let Some(substitute) = &substitute
            && substitute.value.0 != (original.value)().0
        {
            let (theirs, ours) = (substitute.value.1, (original.value)().1);
            let name = original.name;
            self.mistakes.push(format!("`{name}` gives `{ours}`, but what replaces it gives `{theirs}`"));
        }
        let (spec, call) = match substitute.map(|substitute| substitute.kind) {
            None => (Some(original), Calls::Itself(used.provide)),
            Some(kind @ SubstituteKind::Function(_)) => (None, Calls::Another(kind)),
            Some(kind @ SubstituteKind::Dependency(spec, _)) => (Some(spec), Calls::Another(kind)),
        };
        let asks = !used.scopes.is_empty() || spec.is_some_and(|spec| asks_for_scopes(spec, &mut Vec::new()));
        let stage = used.stage.or_else(|| original.cleanup.map(|cleanup| cleanup.stage));
        let key = used.cached.then(|| (identity, if asks { sorted(&scopes) } else { Vec::new() }, stage));
        if let Some(known) = key.as_ref().and_then(|key| self.keys.iter().position(|other| other.as_ref() == Some(key)))
        {
            return known;
        }
        if self.path.iter().any(|(other, _)| *other == identity) {
            let circle = self.path.iter().skip_while(|(other, _)| *other != identity).map(|(_, name)| *name);
            let circle: Vec<_> = circle.chain([original.name]).collect();
            let text = format!("dependencies in a circle ({}): {}", original.location, circle.join(" → "));
            if !self.mistakes.contains(&text) {
                self.mistakes.push(text);
            }
            return NOWHERE;
        }
        self.path.push((identity, original.name));
        let inputs = spec.map_or_else(Vec::new, |spec| self.visit_all(spec.depends, &scopes));
        self.path.pop();
        let cleanup = spec.and_then(|spec| spec.cleanup);
        let cleanup = cleanup.map(|cleanup| Cleanup { stage: used.stage.unwrap_or(cleanup.stage), ..cleanup });
        let spec = spec.unwrap_or(original);
        self.check_stages(spec, cleanup, &inputs);
        self.check_loans(spec, &inputs);
        let replaced_by_function = matches!(call, Calls::Another(SubstituteKind::Function(_)));
        let parameters = if replaced_by_function { Vec::new() } else { placed(spec.parameters, self.names) };
        self.layout.functions.push(Function { name: spec.name, location: spec.location, parameters, inputs, scopes });
        self.layout.nodes.push(Node { call, cleanup });
        self.keys.push(key);
        self.layout.nodes.len() - 1
    }

    /// What is cleaned up after the answer cannot use what is cleaned up before it.
    fn check_stages(&mut self, spec: &DependencySpec, cleanup: Option<Cleanup>, inputs: &[Input]) {
        if cleanup.is_none_or(|cleanup| cleanup.stage == Stage::Function) {
            return;
        }
        for input in inputs {
            let node = self.layout.nodes.get(input.node);
            if node.and_then(Node::cleanup).is_some_and(|cleanup| cleanup.stage == Stage::Function) {
                let inner = self.layout.functions[input.node].name;
                self.mistakes.push(format!(
                    "{} ({}) is cleaned up after the request, but depends on `{inner}`, which is cleaned up after the \
                     function: write `scope = \"function\"` on both or on none",
                    spec.name, spec.location
                ));
            }
        }
    }

    fn check_loans(&mut self, spec: &DependencySpec, inputs: &[Input]) {
        for (index, input) in inputs.iter().enumerate() {
            if input.node != NOWHERE && inputs[..index].contains(input) {
                let (name, location, twice) = (spec.name, spec.location, self.layout.functions[input.node].name);
                self.mistakes.push(format!("{name} ({location}) depends on `{twice}` twice: one argument will do"));
            }
        }
    }
}

/// Returns whether the dependency, or one below it, looks at the scopes that are asked for, or asks for some.
fn asks_for_scopes(spec: &'static DependencySpec, seen: &mut Vec<Identity>) -> bool {
    let identity = (spec.identity)();
    if seen.contains(&identity) {
        return false;
    }
    seen.push(identity);
    let takes_scopes = spec.parameters.iter().any(|parameter| parameter.injected == Some(Injected::Scopes));
    let asks = |used: &DependencyUse| !used.scopes.is_empty() || asks_for_scopes((used.spec)(), seen);
    takes_scopes || spec.scheme.is_some() || spec.depends.iter().any(asks)
}

fn joined(around: &[&'static str], scopes: &[&'static str]) -> Vec<&'static str> {
    let mut joined = around.to_vec();
    for scope in scopes {
        if !joined.contains(scope) {
            joined.push(scope);
        }
    }
    joined
}

fn sorted(scopes: &[&'static str]) -> Vec<&'static str> {
    let mut sorted = scopes.to_vec();
    sorted.sort_unstable();
    sorted
}

/// Says of each argument where it comes from at a place whose path has parameters with these names.
fn placed(parameters: &[Parameter], names: &[String]) -> Vec<Parameter> {
    let in_path = |parameter: &Parameter| match parameter.source {
        Source::Path => true,
        Source::Query => parameter.inferred && names.iter().any(|name| name == parameter.alias),
        _ => false,
    };
    let place = |parameter: &Parameter| match in_path(parameter) {
        // A part of the path is there, even one that might be absent elsewhere.
        true => Parameter { source: Source::Path, presence: Presence::Required, ..*parameter },
        false => *parameter,
    };
    parameters.iter().map(place).collect()
}

/// Is what the document says of an operation because of its dependencies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Documented {
    /// The operation's own arguments, and then those of its dependencies.
    pub(crate) parameters: Vec<Parameter>,
    /// The schemes in the order in which they are met, each with the scopes that are asked for.
    pub(crate) security: Vec<(SchemeSpec, Vec<&'static str>)>,
}

/// Collects what the document says of `spec`. Overrides are not documented.
pub(crate) fn document(
    spec: &'static OperationSpec,
    effects: &[DependencyUse],
    inputs: &[DependencyUse],
    names: &[String],
) -> Documented {
    let mut documented = Documented { parameters: placed(spec.parameters, names), security: Vec::new() };
    let mut seen = HashSet::new();
    for used in effects.iter().chain(inputs) {
        documented.add(used, &[], names, &mut seen);
    }
    documented
}

impl Documented {
    fn add(
        &mut self,
        used: &DependencyUse,
        around: &[&'static str],
        names: &[String],
        seen: &mut HashSet<(Identity, Vec<&'static str>)>,
    ) {
        let spec = (used.spec)();
        let scopes = joined(around, used.scopes);
        if !seen.insert(((spec.identity)(), sorted(&scopes))) {
            return;
        }
        if let Some(scheme) = spec.scheme {
            self.security.push((scheme(), scopes.clone()));
        }
        self.parameters.extend(placed(spec.parameters, names));
        for used in spec.depends {
            self.add(used, &scopes, names, seen);
        }
    }
}
