//! Reads values that are one of several: constants, and types.

use std::borrow::Cow;

use super::{Accepted, Walk, name, number};
use crate::{
    spec::{Constraints, Enumeration, Exactness, Literal, Union, Variant},
    value::Tree,
    violation::{Fault, Step, VIOLATIONS_MAX},
};

/// Choices inside each other from which on the attempts are counted.
const CHOICES_FREE: u32 = 4;

/// Branches that may be tried inside that many choices, in one request. Each level of a recursive choice multiplies
/// the work by its branches: without a bound, 100 bytes of nested objects would keep a core busy for good.
pub(super) const ATTEMPTS_MAX: u32 = 20_000;

/// Reads one of a list of constants.
pub(super) fn constant<'v>(
    enumeration: &'static Enumeration,
    value: &'v Tree<'v>,
    strict: bool,
) -> Result<Accepted<'v>, Fault> {
    let found = |literal: &Literal, exactness| match (literal, value) {
        (Literal::Str(_), _) | (Literal::Int(_), Tree::Int(_)) => Accepted::borrowed(value, exactness),
        (Literal::Int(number), _) => Accepted::converted(Tree::Int(*number), exactness),
    };
    // A literal is exact; an enum's value stands for a member, which is a conversion.
    let exactness = if enumeration.inline { Exactness::Exact } else { Exactness::Lax };
    let only_integers = enumeration.values.iter().all(|literal| matches!(literal, Literal::Int(_)));
    let some_integers = enumeration.values.iter().any(|literal| matches!(literal, Literal::Int(_)));
    let number = match value {
        Tree::Int(number) => Some(*number),
        // pydantic looks integers up in a table of 64 bits.
        Tree::BigInt(_) if some_integers => return Err(number::too_large()),
        _ if strict => None,
        Tree::Float(number) if number.fract() == 0.0 => Some(*number as i64),
        // Python's `True` is 1, unless an enum mixes types.
        Tree::Bool(truth) if only_integers || enumeration.inline => Some(i64::from(*truth)),
        Tree::String(_) if only_integers && !enumeration.inline => match number::any_integer(value, false) {
            Ok(Accepted { value: Cow::Owned(Tree::Int(number)), .. }) => Some(number),
            Ok(Accepted { value: Cow::Owned(Tree::BigInt(_)), .. }) => return Err(number::too_large()),
            _ => None,
        },
        _ => None,
    };
    let literal = enumeration.values.iter().find(|literal| match (literal, value) {
        (Literal::Str(constant), Tree::String(text)) => *constant == text,
        (Literal::Int(constant), _) => number == Some(*constant),
        _ => false,
    });
    literal.map(|literal| found(literal, exactness)).ok_or_else(|| unexpected(enumeration))
}

fn unexpected(enumeration: &'static Enumeration) -> Fault {
    let kind = if enumeration.inline { "literal_error" } else { "enum" };
    let mut expected = String::new();
    for (index, value) in enumeration.values.iter().enumerate() {
        expected.push_str(match index {
            0 => "",
            _ if index + 1 == enumeration.values.len() => " or ",
            _ => ", ",
        });
        expected.push_str(&name::literal(value));
    }
    Fault::new(kind, format!("Input should be {expected}")).with("expected", expected)
}

impl<'v> Walk<'v> {
    pub(super) fn union(
        &mut self,
        union: &'static Union,
        constraints: &Constraints,
        value: &'v Tree<'v>,
    ) -> Option<Accepted<'v>> {
        match union.tag {
            Some(tag) => self.tagged(tag, union.variants, value),
            None => self.best(union.variants, constraints, value),
        }
    }

    /// Reads the branch that the tag names.
    fn tagged(&mut self, tag: &'static str, variants: &'static [Variant], value: &'v Tree<'v>) -> Option<Accepted<'v>> {
        let Tree::Object(members) = value else {
            let message = "Input should be a valid dictionary or object to extract fields from";
            return self.refuse(Fault::new("model_attributes_type", message), value);
        };
        let discriminator = format!("'{tag}'");
        let Some(found) = members.get(tag) else {
            let message = format!("Unable to extract tag using discriminator {discriminator}");
            let fault = Fault::new("union_tag_not_found", message).with("discriminator", discriminator);
            return self.refuse(fault, value);
        };
        let variant = variants.iter().find(|variant| matches!(found, Tree::String(text) if text == variant.tag));
        if let Some(variant) = variant {
            return self.within(variant.tag, |walk| walk.value((variant.schema)(), &Constraints::NONE, value));
        }
        let found = name::text(found);
        let expected: Vec<_> = variants.iter().map(|variant| format!("'{}'", variant.tag)).collect();
        let expected = expected.join(", ");
        let message = format!(
            "Input tag '{found}' found using {discriminator} does not match any of the expected tags: {expected}"
        );
        let fault = Fault::new("union_tag_invalid", message).with("discriminator", discriminator);
        self.refuse(fault.with("tag", found).with("expected_tags", expected), value)
    }

    /// Tries every branch and takes the best: the one that has most of the fields, then the most exact, then the first.
    fn best(
        &mut self,
        variants: &'static [Variant],
        constraints: &Constraints,
        value: &'v Tree<'v>,
    ) -> Option<Accepted<'v>> {
        let depth = self.location.len();
        let before = self.findings.len();
        let mut ends = Vec::with_capacity(variants.len());
        let mut best: Option<Accepted<'v>> = None;
        let findings_max = self.findings_max;
        self.choices += 1;
        for variant in variants {
            // Whether this branch is right has nothing to do with how much is wrong elsewhere.
            self.findings_max = self.findings.len() + VIOLATIONS_MAX;
            if !self.may_try() {
                self.choices -= 1;
                self.findings_max = findings_max;
                self.findings.truncate(before);
                let message = "Input nests too many choices to decide between them";
                return self.refuse(Fault::new("recursion_loop", message), value);
            }
            let accepted = self.value((variant.schema)(), constraints, value);
            ends.push(self.findings.len());
            let Some(accepted) = accepted else { continue };
            let settled = accepted.exactness == Exactness::Exact && accepted.fields.is_none();
            if settled || best.as_ref().is_none_or(|best| is_better(&accepted, best)) {
                best = Some(accepted);
            }
            if settled {
                break;
            }
        }
        self.choices -= 1;
        self.findings_max = findings_max;
        if best.is_some() {
            self.findings.truncate(before);
            return best;
        }
        let mut start = before;
        for (variant, end) in variants.iter().zip(ends) {
            let label = name::of(variant.schema);
            for finding in &mut self.findings[start..end] {
                finding.location.insert(depth, Step::from(label.clone()));
            }
            start = end;
        }
        self.findings.truncate(findings_max);
        None
    }

    fn may_try(&mut self) -> bool {
        if self.choices <= CHOICES_FREE {
            return true;
        }
        self.attempts_left = self.attempts_left.saturating_sub(1);
        self.attempts_left > 0
    }
}

fn is_better(candidate: &Accepted<'_>, best: &Accepted<'_>) -> bool {
    match (candidate.fields, best.fields) {
        (Some(more), Some(fewer)) if more != fewer => more > fewer,
        _ => candidate.exactness > best.exactness,
    }
}
