//! Says everything that is wrong with an error type, and what to write instead.

use super::{
    detail::{self, Piece},
    model::{Answer, ErrorType, Role},
};
use crate::{report::Report, settings::Set};

/// Reports what is wrong with `error`.
pub(super) fn error(error: &ErrorType, report: &mut Report) {
    let mut codes: Vec<&Set<String>> = Vec::new();
    for answer in &error.answers {
        if answer.settings.status.is_none() && !answer.settings.status_is_wrong {
            report.at(&answer.name, "which status answers this? write `#[api(status = 404)]` above it");
        }
        if let Some(code) = &answer.settings.code {
            if codes.iter().any(|other| other.value == code.value) {
                report.at_span(code.span(), "clients tell errors apart by their code: give each its own");
            }
            codes.push(code);
        }
        let used = used(answer, report);
        fields(answer, &used, report);
    }
}

/// Returns the indexes of the fields that the detail uses.
fn used(answer: &Answer, report: &mut Report) -> Vec<usize> {
    let Some(sentence) = &answer.settings.detail else { return Vec::new() };
    let pieces = match detail::read(&sentence.value) {
        Ok(pieces) => pieces,
        Err(mistake) => {
            report.at_span(sentence.span(), mistake);
            return Vec::new();
        }
    };
    let mut used = Vec::new();
    for piece in pieces {
        let Piece::Field { field, .. } = piece else { continue };
        match answer.field(field) {
            Some(index) => used.push(index),
            None => report.at_span(sentence.span(), no_field(answer, field)),
        }
    }
    used
}

fn no_field(answer: &Answer, field: &str) -> String {
    let names: Vec<String> = answer.fields.iter().map(|field| format!("`{{{}}}`", field.name)).collect();
    match names.as_slice() {
        [] => format!("`{}` has no field `{field}`, nor any other", answer.name),
        names => format!("`{}` has no field `{field}`; there are {}", answer.name, names.join(", ")),
    }
}

fn fields(answer: &Answer, used: &[usize], report: &mut Report) {
    let mut cause = false;
    for (index, field) in answer.fields.iter().enumerate() {
        match field.role {
            Role::Shown if field.name == "detail" => report.at(
                &field.member,
                "`detail` is the sentence in the answer: rename the field, or leave it out with `#[api(skip)]`",
            ),
            Role::Shown if field.name == "code" && answer.settings.code.is_some() => report.at(
                &field.member,
                "`code = \"…\"` is in the answer already: rename the field, or leave it out with `#[api(skip)]`",
            ),
            Role::Unnamed if !used.contains(&index) => report.at(
                &field.ty,
                format!(
                    "this has no name in the answer: name the field, write `{{{index}}}` in `detail`, \
                     or say `#[api(source)]` for a cause and `#[api(skip)]` for anything else"
                ),
            ),
            Role::Cause if cause => report.at(&field.ty, "an error has one cause: leave `source` on one field"),
            Role::Cause => cause = true,
            Role::Shown | Role::Unnamed | Role::Skipped => {}
        }
    }
}
