//! Reads doc comments as the OpenAPI document shows them.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// Returns the doc comment of an item: without the common indentation, and up to a form feed.
///
/// A form feed ends what clients see, as it does in FastAPI; the rest is for readers of the code.
pub(crate) fn read(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(text).flat_map(|text| split(&text)).collect();
    let whole = dedent(&lines);
    // A line that ends before the form feed keeps its end, as in FastAPI.
    whole.split('\u{c}').next().unwrap_or_default().to_owned()
}

fn text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn split(text: &str) -> Vec<String> {
    text.split('\n').map(|line| line.trim_end_matches([' ', '\t', '\r']).to_owned()).collect()
}

fn dedent(lines: &[String]) -> String {
    let indent = |line: &String| line.len() - line.trim_start_matches([' ', '\t']).len();
    // A form feed alone is on no column.
    let common = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = lines.iter().map(|line| &line[indent(line).min(common)..]).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use syn::{ItemFn, parse_quote};

    #[test]
    fn comments_lose_their_indentation_and_what_follows_a_form_feed() {
        let cases: [(ItemFn, &str); 7] = [
            (parse_quote! { fn f() {} }, ""),
            (parse_quote! { #[doc = " One line."] fn f() {} }, "One line."),
            (parse_quote! { #[doc = " List:"] #[doc = ""] #[doc = "   * a"] fn f() {} }, "List:\n\n  * a"),
            (parse_quote! { #[doc = "\n    Block.\n      Deeper.\n    "] fn f() {} }, "Block.\n  Deeper."),
            (parse_quote! { #[doc = " Seen.\u{c}Unseen."] #[doc = " Unseen."] fn f() {} }, "Seen."),
            (parse_quote! { #[doc = " Seen."] #[doc = "\u{c}"] #[doc = " Unseen."] fn f() {} }, "Seen.\n"),
            (parse_quote! { #[doc(hidden)] #[must_use] fn f() {} }, ""),
        ];
        for (function, expected) in cases {
            assert_eq!(super::read(&function.attrs), expected);
        }
    }
}
