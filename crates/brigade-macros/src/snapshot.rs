//! Compares expansions with `tests/expansion/*.expanded.rs`; `BLESS=1` rewrites them.

use std::{fs, path::Path};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, Meta, parse_quote};

use crate::{api_error, batch, middleware, operation};

#[test]
fn expansions_are_as_they_were_last_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expansion");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the folder is part of the repository")
        .map(|entry| entry.expect("the folder can be read").file_name().into_string().expect("names are ASCII"))
        .filter(|name| name.ends_with(".rs") && !name.ends_with(".expanded.rs"))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let changed: Vec<&String> = names.iter().filter(|name| !is_as_read(&folder.join(name))).collect();
    assert!(changed.is_empty(), "the expansions of {changed:?} have changed; BLESS=1 rewrites them");
}

fn is_as_read(input: &Path) -> bool {
    let source = fs::read_to_string(input).expect("an input is text");
    let file = syn::parse_file(&source).expect("an input is Rust");
    let expanded: TokenStream = file.items.into_iter().map(expand).collect();
    let expanded = prettyplease::unparse(&syn::parse2(expanded).expect("an expansion is Rust"));
    let path = input.with_extension("expanded.rs");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &expanded).expect("the folder can be written to");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    if known != expanded {
        println!("{}:\n{expanded}", path.display());
    }
    known == expanded
}

fn expand(item: Item) -> TokenStream {
    match item {
        Item::Fn(mut function) if function.attrs.iter().any(|attribute| attribute.path().is_ident("middleware")) => {
            function.attrs.retain(|attribute| !attribute.path().is_ident("middleware"));
            middleware::expand(TokenStream::new(), function.into_token_stream())
        }
        Item::Fn(mut function) if function.attrs.iter().any(|attribute| attribute.path().is_ident("batch")) => {
            let index = function.attrs.iter().position(|attribute| attribute.path().is_ident("batch"));
            let attribute = function.attrs.remove(index.expect("it was just seen"));
            batch::expand(arguments(&attribute), function.into_token_stream())
        }
        Item::Fn(mut function) => {
            let (index, method) = find_method(&function.attrs).expect("a function in an input is an operation");
            let attribute = function.attrs.remove(index);
            operation::expand(method, arguments(&attribute), function.into_token_stream())
        }
        other => {
            let derived = api_error::expand(&parse_quote! { #other });
            quote! { #other #derived }
        }
    }
}

fn find_method(attributes: &[Attribute]) -> Option<(usize, operation::Method)> {
    attributes.iter().enumerate().find_map(|(index, attribute)| {
        let mut methods = operation::Method::ALL.into_iter();
        Some((index, methods.find(|method| attribute.path().is_ident(method.attribute()))?))
    })
}

fn arguments(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}
